using System.Runtime.CompilerServices;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Shares one event stream among any number of readers, for one directory or for all directories.</summary>
/// <remarks>
/// <para>
/// Lifetime: the hub connects when the first reader starts and closes the connection when the last reader ends. Dispose the hub
/// when you no longer need it. <see cref="DisposeAsync"/> ends all readers with an <see cref="ObjectDisposedException"/>; the
/// client stays open.
/// </para>
/// <para>
/// Threading: all members are thread-safe. Each enumeration of
/// <see cref="SubscribeAsync(EventSubscription?, CancellationToken)"/> is a separate reader with its own queue.
/// </para>
/// <para>
/// Reconnection: the first event of each reader is a <see cref="ServerConnectedEvent"/> of the current connection. From then on,
/// a <see cref="StreamGapEvent"/> reports every gap. A reader that joins while the hub reconnects waits for the next connection.
/// </para>
/// <para>Cancellation: canceling the token of a reader ends only that reader.</para>
/// </remarks>
/// <example><code>
/// await using var hub = client.CreateEventHub();
/// await foreach (var e in hub.SubscribeAsync(new() { SessionId = session.Id }))
///     Console.WriteLine(e.Type);
/// </code></example>
public sealed class EventHub : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenCodeRequestAdapter _adapter;
    private readonly OpenCodeRequestOptions _options;
    private readonly HubScope _place;
    private readonly bool _isGlobal;
    private readonly Callbacks _callbacks = new();

    /// <summary>The state of the stream, before the application's monitor reports it.</summary>
    private readonly EventStreamMonitor _state = new();
    private EventBroadcaster? _broadcaster;
    private Task _closed = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Initializes a hub for the events of one view.</summary>
    internal EventHub(ServerGroups view)
        : this(view.Adapter, view.Session.Options, isGlobal: false)
    {
    }

    internal EventHub(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options, bool isGlobal)
    {
        var stream = adapter.Defaults.With(options).EventStream!;
        Monitor = stream.Monitor ?? new EventStreamMonitor();
        _adapter = adapter;
        _options = options with { EventStream = stream with { Monitor = _state, AnnounceGaps = true } };
        _place = new HubScope(adapter, options, isGlobal);
        _isGlobal = isGlobal;
        _state.Changed += Note;
    }

    /// <summary>
    /// Gets the monitor that reports the state of the stream. It is the monitor of the client's options if they have one. A
    /// handler of <see cref="EventStreamMonitor.Changed"/> can dispose the hub and await the disposal.
    /// </summary>
    public EventStreamMonitor Monitor { get; }

    /// <summary>Gets the number of readers.</summary>
    public int ReaderCount => Volatile.Read(ref _broadcaster)?.Count ?? 0;

    /// <summary>Gets whether the stream is connected, as far as is known.</summary>
    internal bool IsConnected => _state.State == EventStreamState.Connected;

    /// <summary>
    /// Occurs when the connection is lost or closed, before <see cref="Monitor"/> reports it. A handler must be fast and must not
    /// throw.
    /// </summary>
    internal event Action? Lost;

    /// <summary>
    /// Reads the events of the hub's directory, or of all directories.
    /// <para><c>GET /event</c> or <c>GET /global/event</c></para>
    /// </summary>
    /// <param name="subscription">
    /// The events that the reader receives, and what happens when it is too slow. By default, it receives all events, and the
    /// oldest events are dropped when its queue is full.
    /// </param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The events that occur after the enumeration starts.</returns>
    /// <exception cref="ArgumentException">
    /// The subscription is invalid, or specifies a directory that the hub does not serve.
    /// </exception>
    /// <exception cref="OpenCodeException">
    /// The stream can't be opened or restored. The next reader opens a new stream.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The hub or its client has been disposed.</exception>
    public IAsyncEnumerable<Event> SubscribeAsync(EventSubscription? subscription = null, CancellationToken cancellationToken = default)
    {
        subscription ??= new EventSubscription();
        subscription.Validate();
        if (subscription.Directory is not { } directory)
        {
            return ReadAsync(subscription, null, cancellationToken);
        }

        _place.RequireServes(directory);
        return ReadAsync(subscription, new OpenCodeRequestOptions { Directory = directory }, cancellationToken);
    }

    /// <summary>
    /// Ends all readers with an <see cref="ObjectDisposedException"/> and closes the connection. The client stays open.
    /// </summary>
    /// <remarks>
    /// You can await this method anywhere, including in a reader of the hub and in a handler of
    /// <see cref="EventStreamMonitor.Changed"/>. It does not wait for a running handler.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        EventBroadcaster? fan;
        lock (_gate)
        {
            _isDisposed = true;
            fan = _broadcaster;
        }

        if (fan is not null)
        {
            fan.End(new ObjectDisposedException(nameof(EventHub)));
            await fan.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Validates that the hub receives the events of a view.</summary>
    /// <exception cref="ArgumentException">The hub belongs to another server, directory, or workspace.</exception>
    internal void RequireServes(ServerGroups view) => _place.RequireServes(view, this);

    /// <summary>Reads the events of a view's directory, and events that belong to no directory.</summary>
    /// <exception cref="ArgumentException">The hub does not serve the view.</exception>
    internal IAsyncEnumerable<Event> SubscribeAsync(ServerGroups view, EventSubscription? subscription, CancellationToken cancellationToken)
    {
        RequireServes(view);
        return ReadAsync(subscription ?? new EventSubscription(), view.Options, cancellationToken);
    }

    private async IAsyncEnumerable<Event> ReadAsync(EventSubscription subscription, OpenCodeRequestOptions? where, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new EventSubscriber(subscription, await _place.FindAsync(where, cancellationToken).ConfigureAwait(false), _adapter.TimeProvider);
        var fan = Join(reader);
        try
        {
            await foreach (var e in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return e;
            }
        }
        finally
        {
            if (Leave(fan, reader))
            {
                await fan.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private EventBroadcaster Join(EventSubscriber reader)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_broadcaster is null or { HasEnded: true })
            {
                _closed = _broadcaster?.Closed ?? _closed;
                _broadcaster = new EventBroadcaster(Open, _callbacks, _closed);
            }

            _broadcaster.Add(reader);
            return _broadcaster;
        }
    }

    private bool Leave(EventBroadcaster fan, EventSubscriber reader)
    {
        lock (_gate)
        {
            var isLast = fan.Remove(reader);
            if (isLast && _broadcaster == fan)
            {
                _closed = fan.Closed;
                _broadcaster = null;
            }

            return isLast;
        }
    }

    private IAsyncEnumerable<ScopedEvent> Open(CancellationToken cancellationToken) => _isGlobal
        ? OpenGlobalAsync(cancellationToken)
        : OpenAsync(cancellationToken);

    private async IAsyncEnumerable<ScopedEvent> OpenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var e in new EventRequestBuilder(_adapter, _options).SubscribeAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return new ScopedEvent(e);
        }
    }

    private async IAsyncEnumerable<ScopedEvent> OpenGlobalAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var e in new GlobalRequestBuilder(_adapter, _options).EventAsync(cancellationToken).ConfigureAwait(false))
        {
            // The stream also contains the original events that these events replicate.
            if (e.Payload is not SyncEvent)
            {
                yield return new ScopedEvent(e.Payload, e.Directory, e.Workspace);
            }
        }
    }

    private void Note(object? sender, EventStreamChange change)
    {
        if (change.State is EventStreamState.Reconnecting or EventStreamState.Closed)
        {
            Volatile.Read(ref _broadcaster)?.MarkIncomplete();
            Lost?.Invoke();
        }

        _callbacks.Run(() => Monitor.Report(change));
    }
}
