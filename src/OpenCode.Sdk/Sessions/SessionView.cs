using System.Runtime.ExceptionServices;
using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode;

/// <summary>
/// A live copy of one session: what a user interface binds to. It is kept current from events, and repairs itself after a lost
/// connection or a restart of the server. Thread-safe.
/// </summary>
/// <example><code>
/// await using var view = await client.Session.OpenViewAsync(session.Id);
/// view.Changed += (_, _) => Render(view.Snapshot);
/// </code></example>
public sealed class SessionView : IAsyncDisposable
{
    /// <summary>The shortest time between two repairs that nothing but events asks for; each one reads the whole session.</summary>
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

    /// <summary>Whether something may have been missed that has not been read since.</summary>
    private bool _isDamaged = true;

    /// <summary>Whether the server has greeted since the last loss, so that nothing is missed that happens after it is read.</summary>
    private bool _hasConnectedEvent;
    private long? _lastRepair;

    private SessionView(ServerGroups server, string sessionId, SessionViewOptions options)
    {
        _server = server;
        _state = new SessionState(sessionId);
        _notifier = new ChangeNotifier(() => Changed?.Invoke(this, EventArgs.Empty), Fail, options.ChangeInterval, server.TimeProvider, _closing.Token);
        _hub = options.Hub ?? new EventHub(server);
        SessionId = sessionId;

        // A hub that only this view reads need not drop anything for the sake of others.
        var subscription = new EventSubscription { Overflow = options.Hub is null ? EventOverflow.Wait : EventOverflow.DropOldest };
        var events = _hub.SubscribeAsync(server, subscription, _closing.Token);
        Completion = Task.Run(() => ReadAsync(events));
    }

    /// <summary>
    /// Raised after changes, one call at a time, on a thread of the thread pool. Changes that come while a handler runs are
    /// reported by one more call, so a handler should read <see cref="Snapshot"/> and may take its time. A handler may dispose
    /// the view and wait for it. An exception that a handler throws ends the view.
    /// <see cref="SessionViewOptions.ChangeInterval"/> makes calls less frequent.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>The session's identifier.</summary>
    public string SessionId { get; }

    /// <summary>
    /// The session as it stands now. It is made when it is read, once for each change, and shares with the snapshot before it what has
    /// not changed: it costs the same in a session of ten messages and of ten thousand, and at the beginning of a text and at its end.
    /// See <see cref="SessionSnapshot.Messages"/> for what a text costs that is being written.
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

    /// <summary>The state of the stream that keeps this view current.</summary>
    public EventStreamMonitor Monitor => _hub.Monitor;

    /// <summary>
    /// Completes when the view is disposed, and fails with what ends it otherwise: an <see cref="OpenCodeSessionDeletedException"/>
    /// when the session is deleted, or was deleted while the connection was lost; the failure of a connection that is finally
    /// lost; or the exception that a handler of <see cref="Changed"/> has thrown.
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

    /// <summary>Closes the view and its connection. The last snapshot stays, and is not current anymore.</summary>
    /// <remarks>
    /// It can be awaited or waited for anywhere, also in a handler of <see cref="Changed"/>: no call of a handler begins after it,
    /// and it does not wait for one that is running.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        _notifier.Close();
        await _closing.StopAsync().ConfigureAwait(false);
        await Task.WhenAny(Completion).ConfigureAwait(false);

        // Whoever is interested in the failure awaits it.
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

            // That is how a view ends.
            return;
        }
        finally
        {
            _hub.Lost -= MarkIncomplete;
            MarkIncomplete();
        }
    }

    /// <summary>A lost connection is known before there is an event that tells of the gap. The hub must not wait for this view.</summary>
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
                // After a lost connection, the server's greeting says that it can be asked.
                _isDamaged = true;
                _hasConnectedEvent = false;
                Change(_state.MarkIncomplete);
                return;
            case StreamGapEvent or UnreadableEvent:
                // The greeting may be among what was dropped.
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

    /// <summary>Many events that can't be read, or many failures in a row, must not make the view read the session without a pause.</summary>
    private bool IsDue() => _lastRepair is not { } last || _server.TimeProvider.GetElapsedTime(last) >= s_repairInterval;

    /// <summary>Reads what the server keeps. Events that come meanwhile wait, and are applied on top.</summary>
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

            // Otherwise the connection will be lost as well, and when it is back, or still there, this is tried again.
        }
    }

    /// <summary>What is missing may also be an agent's session, or a message, that was removed while the session was read.</summary>
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

    /// <param name="change">What is changed, and whether anything is.</param>
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

        // Nobody has seen the view before it is loaded.
        if (_loaded.Task.IsCompleted)
        {
            _notifier.Notify();
        }
    }
}
