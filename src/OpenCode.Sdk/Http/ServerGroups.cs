using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>The groups of operations that monitor a session, in the view of one of them.</summary>
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

    /// <summary>The options of the requests of these groups.</summary>
    public OpenCodeRequestOptions Options { get; }

    /// <summary>Events with announced gaps: the reader must know what it missed.</summary>
    public EventRequestBuilder Event { get; }

    public SessionRequestBuilder Session { get; }

    public PermissionRequestBuilder Permission { get; }

    public QuestionRequestBuilder Question { get; }

    /// <summary>The state of the stream of <see cref="Event"/>.</summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>The pipeline of the calls.</summary>
    public OpenCodeRequestAdapter Adapter => _adapter;

    /// <summary>The address of the server.</summary>
    public Uri ServerUrl => _adapter.ServerUrl;

    public TimeProvider TimeProvider => _adapter.TimeProvider;

    public ILogger Logger => _adapter.Logger;

    /// <summary>The turns of this client that wait for exclusive use of a session.</summary>
    public SessionQueue Queue => _adapter.Queue;

    /// <summary>Prepares a text of the server for people: masks secrets, and returns a single line of limited length.</summary>
    public string Display(string text) => DisplayText.Of(_adapter.Scrubber.Mask(text));

    /// <summary>The same groups with other options.</summary>
    public ServerGroups With(OpenCodeRequestOptions options) => new(_adapter, Session.Options.With(options));

    /// <summary>Whether an event stream recovers from a failure, or reports it itself if it does not.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is OpenCodeConnectionException or TimeoutException or OpenCodeApiException { StatusCode: >= HttpStatusCode.InternalServerError };
}
