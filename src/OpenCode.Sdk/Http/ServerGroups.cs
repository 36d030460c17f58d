using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>The groups of operations that watch a session together, in the view that one of them belongs to.</summary>
internal sealed class ServerGroups
{
    private readonly OpenCodeRequestAdapter _adapter;
    private readonly OpenCodeRequestOptions _options;

    public ServerGroups(OperationGroup group)
    {
        _adapter = (OpenCodeRequestAdapter)group.OpenCodeAdapter;
        _options = group.Options;
        Place = _adapter.Defaults.With(group.Options);
        var stream = _adapter.Defaults.With(group.Options).EventStream!;
        Monitor = stream.Monitor ?? new EventStreamMonitor();
        Event = new EventRequestBuilder(_adapter, group.Options with { EventStream = stream with { AnnounceGaps = true, Monitor = Monitor } });
        Session = new SessionRequestBuilder(_adapter, group.Options);
        Permission = new PermissionRequestBuilder(_adapter, group.Options);
        Question = new QuestionRequestBuilder(_adapter, group.Options);
    }

    /// <summary>Events, with gaps announced: whoever watches has to know what it missed.</summary>
    public EventRequestBuilder Event { get; }

    public SessionRequestBuilder Session { get; }

    public PermissionRequestBuilder Permission { get; }

    public QuestionRequestBuilder Question { get; }

    /// <summary>The state of the stream of <see cref="Event"/>.</summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>The address of the server.</summary>
    public Uri ServerUrl => _adapter.ServerUrl;

    /// <summary>The directory and the workspace of the view, with all its other options.</summary>
    public OpenCodeRequestOptions Place { get; }

    public TimeProvider TimeProvider => _adapter.TimeProvider;

    public ILogger Logger => _adapter.Logger;

    /// <summary>Creates a hub for the events of the view alone.</summary>
    public EventHub CreateHub() => new(_adapter, _options, isGlobal: false);

    /// <summary>Whether a failure is one that a stream of events gets over, or reports itself if it does not.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is OpenCodeConnectionException or TimeoutException or OpenCodeApiException { StatusCode: >= HttpStatusCode.InternalServerError };
}
