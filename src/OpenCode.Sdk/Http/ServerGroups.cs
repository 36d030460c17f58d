using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>Provides the groups of operations that are required to monitor a session, in the view of one of them.</summary>
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

    /// <summary>Gets the options of the requests of these groups.</summary>
    public OpenCodeRequestOptions Options { get; }

    /// <summary>
    /// Gets the operations for events. The stream reports gaps, because the reader must know when it missed events.
    /// </summary>
    public EventRequestBuilder Event { get; }

    public SessionRequestBuilder Session { get; }

    public PermissionRequestBuilder Permission { get; }

    public QuestionRequestBuilder Question { get; }

    /// <summary>Gets the monitor of the stream of <see cref="Event"/>.</summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>Gets the pipeline of the calls.</summary>
    public OpenCodeRequestAdapter Adapter => _adapter;

    /// <summary>Gets the address of the server.</summary>
    public Uri ServerUrl => _adapter.ServerUrl;

    public TimeProvider TimeProvider => _adapter.TimeProvider;

    public ILogger Logger => _adapter.Logger;

    /// <summary>Gets the queue of the turns of this client that wait for exclusive use of a session.</summary>
    public SessionQueue Queue => _adapter.Queue;

    /// <summary>Prepares a text of the server for display: masks secrets, and returns a single line of limited length.</summary>
    public string Display(string text) => DisplayText.Of(_adapter.Scrubber.Mask(text));

    /// <summary>Returns the same groups with other options.</summary>
    public ServerGroups With(OpenCodeRequestOptions options) => new(_adapter, Session.Options.With(options));

    /// <summary>Returns whether a failure is transient. The event stream either recovers from it or reports it.</summary>
    public static bool IsPassing(Exception exception) =>
        exception is OpenCodeConnectionException or TimeoutException or OpenCodeApiException { StatusCode: >= HttpStatusCode.InternalServerError };
}
