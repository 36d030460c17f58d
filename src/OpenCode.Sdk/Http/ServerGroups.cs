using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>The groups of operations that watch a session together, in the view that one of them belongs to.</summary>
internal sealed class ServerGroups
{
    private readonly OpenCodeRequestAdapter _adapter;

    public ServerGroups(OperationGroup group)
        : this((OpenCodeRequestAdapter)group.OpenCodeAdapter, group.Options)
    {
    }

    private ServerGroups(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options)
    {
        _adapter = adapter;
        Options = adapter.Defaults.With(options);
        var stream = Options.EventStream!;
        Monitor = stream.Monitor ?? new EventStreamMonitor();
        Event = new EventRequestBuilder(_adapter, options with { EventStream = stream with { AnnounceGaps = true, Monitor = Monitor } });
        Session = new SessionRequestBuilder(_adapter, options);
        Permission = new PermissionRequestBuilder(_adapter, options);
        Question = new QuestionRequestBuilder(_adapter, options);
    }

    /// <summary>What holds for the requests of these groups: where they work, and all else.</summary>
    public OpenCodeRequestOptions Options { get; }

    /// <summary>Events, with gaps announced: whoever watches has to know what it missed.</summary>
    public EventRequestBuilder Event { get; }

    public SessionRequestBuilder Session { get; }

    public PermissionRequestBuilder Permission { get; }

    public QuestionRequestBuilder Question { get; }

    /// <summary>The state of the stream of <see cref="Event"/>.</summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>The address of the server.</summary>
    public Uri ServerUrl => _adapter.ServerUrl;

    public TimeProvider TimeProvider => _adapter.TimeProvider;

    public ILogger Logger => _adapter.Logger;

    /// <summary>The turns of this client that need a session for themselves.</summary>
    public SessionQueue Queue => _adapter.Queue;

    /// <summary>The same groups with other options.</summary>
    public ServerGroups With(OpenCodeRequestOptions options) => new(_adapter, Session.Options.With(options));

    /// <summary>Creates a hub for the events of the view alone.</summary>
    public EventHub CreateHub() => new(_adapter, Session.Options, isGlobal: false);

    /// <summary>Whether a failure is one that a stream of events gets over, or reports itself if it does not.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is OpenCodeConnectionException or TimeoutException or OpenCodeApiException { StatusCode: >= HttpStatusCode.InternalServerError };
}
