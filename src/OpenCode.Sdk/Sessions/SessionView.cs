using System.Runtime.ExceptionServices;
using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode;

/// <summary>
/// Represents a live view of one session, for example for a user interface.
/// </summary>
/// <remarks>
/// <para>
/// Lifetime:
/// <see cref="SessionViewExtensions.OpenViewAsync(Requests.SessionRequestBuilder, string, EventHub?, CancellationToken)"/>
/// returns a view that is complete. The view stays current from events until you dispose it, the session is deleted, or
/// <see cref="Completion"/> fails. Disposing the view does not dispose a hub that you passed.
/// </para>
/// <para>
/// Threading: all members are thread-safe. <see cref="Changed"/> occurs on a thread of the thread pool, one call at a time.
/// </para>
/// <para>
/// Reconnection: after a lost connection or a restart of the server, the view reconnects and reads the session again. Until then,
/// <see cref="SessionSnapshot.IsCurrent"/> is false.
/// </para>
/// </remarks>
/// <example><code>
/// await using var view = await client.Session.OpenViewAsync(session.Id);
/// view.Changed += (_, _) => Render(view.Snapshot);
/// </code></example>
public sealed class SessionView : IAsyncDisposable
{
    /// <summary>
    /// The minimum time between two repairs that events trigger, because each repair reads the complete session.
    /// </summary>
    private static readonly TimeSpan s_repairInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<bool> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ServerGroups _server;
    private readonly SessionState _state;
    private readonly ChangeNotifier _notifier;
    private readonly EventHub _hub;
    private SessionSnapshot? _snapshot;
    private Exception? _failure;

    /// <summary>Whether the view may have missed something that it has not read since.</summary>
    private bool _isDamaged = true;

    /// <summary>
    /// Whether the server sent its first event since the last loss, so that the view misses nothing after it reads the session.
    /// </summary>
    private bool _hasConnectedEvent;
    private long? _lastRepair;

    private SessionView(ServerGroups server, string sessionId, SessionViewOptions options)
    {
        _server = server;
        _state = new SessionState(sessionId);
        _notifier = new ChangeNotifier(() => Changed?.Invoke(this, EventArgs.Empty), Fail, options.ChangeInterval, server.TimeProvider, _closing.Token);
        _hub = options.Hub ?? new EventHub(server);
        SessionId = sessionId;

        // A hub that only this view reads never needs to drop events.
        var subscription = new EventSubscription { Overflow = options.Hub is null ? EventOverflow.Wait : EventOverflow.DropOldest };
        var events = _hub.SubscribeAsync(server, subscription, _closing.Token);
        Completion = Task.Run(() => ReadAsync(events));
    }

    /// <summary>
    /// Occurs after changes, one call at a time, on a thread of the thread pool. Changes that occur while a handler runs are
    /// reported by one more call. Therefore, a handler should read <see cref="Snapshot"/> and can run for a long time. A handler
    /// can dispose the view and wait for the disposal. An exception that a handler throws ends the view.
    /// <see cref="SessionViewOptions.ChangeInterval"/> makes calls less frequent.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>Gets the identifier of the session.</summary>
    public string SessionId { get; }

    /// <summary>
    /// Gets the current state of the session. A snapshot is created when you read it, once for each change, and shares unchanged
    /// data with the previous snapshot. Its cost doesn't depend on the number of messages or on the length of a text. For the
    /// cost of a text that is being written, see <see cref="SessionSnapshot.Messages"/>.
    /// </summary>
    public SessionSnapshot Snapshot
    {
        get
        {
            lock (_gate)
            {
                return _snapshot ??= _state.ToSnapshot();
            }
        }
    }

    /// <summary>Gets the monitor of the event stream that keeps this view current.</summary>
    public EventStreamMonitor Monitor => _hub.Monitor;

    /// <summary>
    /// Gets a task that completes when the view is disposed. It fails with an <see cref="OpenCodeSessionDeletedException"/> when
    /// the session is deleted, also while the connection is lost; with the failure of a connection that can't be restored; or
    /// with the exception that a handler of <see cref="Changed"/> throws.
    /// </summary>
    public Task Completion { get; }

    /// <exception cref="ArgumentException">The hub does not serve the view.</exception>
    internal static async Task<SessionView> OpenAsync(ServerGroups server, string sessionId, SessionViewOptions options, CancellationToken cancellationToken)
    {
        var view = new SessionView(server, sessionId, options);
        try
        {
            await Task.WhenAny(view._loaded.Task, view.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
            await (view._loaded.Task.IsCompleted ? Task.CompletedTask : view.Completion).ConfigureAwait(false);
            return view;
        }
        catch
        {
            await view.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the view and its connection. The last snapshot remains available, but is no longer current.</summary>
    /// <remarks>
    /// You can await this method anywhere, including in a handler of <see cref="Changed"/>. It does not wait for a running
    /// handler. No handler is called after it completes.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        _notifier.Close();
        await _closing.StopAsync().ConfigureAwait(false);
        await Task.WhenAny(Completion).ConfigureAwait(false);

        // Callers that need the failure await Completion.
        _ = Completion.Exception;
    }

    private async Task ReadAsync(IAsyncEnumerable<Event> events)
    {
        _hub.Lost += MarkIncomplete;
        try
        {
            await foreach (var e in events.ConfigureAwait(false))
            {
                await ApplyAsync(e).ConfigureAwait(false);
                if (_state.IsDeleted)
                {
                    throw new OpenCodeSessionDeletedException(SessionId);
                }
            }

            throw StreamEnded.Unexpectedly();
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            if (Volatile.Read(ref _failure) is { } failure)
            {
                ExceptionDispatchInfo.Capture(failure).Throw();
            }

            // Disposal is the regular end of a view.
            return;
        }
        finally
        {
            _hub.Lost -= MarkIncomplete;
            MarkIncomplete();
        }
    }

    /// <summary>
    /// Marks the state as incomplete. A lost connection is known before an event reports the gap. The hub must not wait for this
    /// view.
    /// </summary>
    private void MarkIncomplete() => Change(_state.MarkIncomplete);

    private void Fail(Exception failure)
    {
        Volatile.Write(ref _failure, failure);
        _ = _closing.StopAsync();
    }

    private async Task ApplyAsync(Event e)
    {
        switch (e)
        {
            case StreamGapEvent { Properties.Dropped: 0 }:
                // After a lost connection, the server's first event shows that it accepts requests.
                _isDamaged = true;
                _hasConnectedEvent = false;
                Change(_state.MarkIncomplete);
                return;
            case StreamGapEvent or UnreadableEvent:
                // The dropped events may include the server's first event.
                _isDamaged = true;
                _hasConnectedEvent |= _hub.IsConnected;
                Change(_state.MarkIncomplete);
                break;
            case ServerConnectedEvent or ServerHeartbeatEvent:
                _hasConnectedEvent = true;
                _lastRepair = null;
                break;
            default:
                Change(() => _state.Apply(e));
                break;
        }

        if (_isDamaged && _hasConnectedEvent && !_state.IsDeleted && IsDue())
        {
            await RepairAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns whether a repair is due. Many unreadable events or consecutive failures must not cause repairs without a pause.
    /// </summary>
    private bool IsDue() => _lastRepair is not { } last || _server.TimeProvider.GetElapsedTime(last) >= s_repairInterval;

    /// <summary>Reads the server's stored data. Events that arrive in the meantime are queued and applied afterward.</summary>
    private async Task RepairAsync()
    {
        _lastRepair = _server.TimeProvider.GetTimestamp();
        var losses = 0;
        Change(() => { losses = _state.Losses; return false; });
        try
        {
            var reading = await SessionContents.ReadAsync(_server, SessionId, _closing.Token).ConfigureAwait(false);
            _isDamaged = false;
            Change(() => _state.Take(reading, isCurrent: losses == _state.Losses && _hub.IsConnected));
            _loaded.TrySetResult(true);
        }
        catch (Exception e) when (_loaded.Task.IsCompleted && (ServerGroups.IsPassing(e) || SessionContents.IsMissing(e)))
        {
            if (SessionContents.IsMissing(e) && await IsDeletedAsync().ConfigureAwait(false))
            {
                Change(_state.Delete);
            }

            // Otherwise, the next event after the reconnection, or of the existing connection, triggers a retry.
        }
    }

    /// <summary>
    /// Returns whether the session was deleted. A missing item can also be an agent's session or a message that was removed
    /// meanwhile.
    /// </summary>
    private async Task<bool> IsDeletedAsync()
    {
        try
        {
            await _server.Session.GetAsync(SessionId, _closing.Token).ConfigureAwait(false);
            return false;
        }
        catch (Exception e) when (ServerGroups.IsPassing(e) || SessionContents.IsMissing(e))
        {
            return SessionContents.IsMissing(e);
        }
    }

    private void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });

    /// <param name="change">Makes the change, and returns whether anything changed.</param>
    private void Change(Func<bool> change)
    {
        lock (_gate)
        {
            if (!change())
            {
                return;
            }

            _snapshot = null;
        }

        // The caller doesn't have the view before it is loaded.
        if (_loaded.Task.IsCompleted)
        {
            _notifier.Notify();
        }
    }
}
