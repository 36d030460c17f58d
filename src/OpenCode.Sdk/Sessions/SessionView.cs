using System.Runtime.ExceptionServices;
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
    private readonly Lock _gate = new();
    private readonly Lock _telling = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<bool> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ServerGroups _server;
    private readonly SessionState _state;
    private SessionSnapshot? _snapshot;
    private Exception? _failure;
    private bool _isDamaged = true;

    private SessionView(ServerGroups server, string sessionId, EventHub? hub)
    {
        _server = server;
        _state = new SessionState(sessionId);
        SessionId = sessionId;
        Monitor = hub?.Monitor ?? server.Monitor;
        Completion = Task.Run(() => ReadAsync(hub));
    }

    /// <summary>Comes after every change, one at a time, on a thread of the view. What a handler throws ends the view.</summary>
    public event EventHandler? Changed;

    /// <summary>The session's identifier.</summary>
    public string SessionId { get; }

    /// <summary>The session as it stands now. It is made when it is read, once for each change.</summary>
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
    public EventStreamMonitor Monitor { get; }

    /// <summary>
    /// Ends when the view is disposed, and fails with what ends it otherwise: the connection is finally lost, the session is not
    /// there any more when it is asked for after a loss, or a handler of <see cref="Changed"/> has failed.
    /// </summary>
    public Task Completion { get; }

    internal static async Task<SessionView> OpenAsync(ServerGroups server, string sessionId, EventHub? hub, CancellationToken cancellationToken)
    {
        var view = new SessionView(server, sessionId, hub);
        try
        {
            var first = await Task.WhenAny(view._loaded.Task, view.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            return view;
        }
        catch
        {
            await view.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the view and its connection. The last snapshot stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.StopAsync().ConfigureAwait(false);
        await Task.WhenAny(Completion).ConfigureAwait(false);

        // Whoever is interested in the failure awaits it.
        _ = Completion.Exception;
    }

    private async Task ReadAsync(EventHub? hub)
    {
        var events = hub is null
            ? _server.Event.SubscribeAsync(_closing.Token)
            : hub.SubscribeAsync(null, _closing.Token);
        Monitor.Changed += Watch;
        try
        {
            await foreach (var e in events.ConfigureAwait(false))
            {
                await ApplyAsync(e).ConfigureAwait(false);
            }

            throw StreamEnded.Unexpectedly();
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Capture(_failure).Throw();
            }

            // That is how a view ends.
            return;
        }
        finally
        {
            Monitor.Changed -= Watch;
        }
    }

    /// <summary>
    /// A lost connection is known before there is an event that tells of the gap. The stream may be that of a hub, which must not
    /// wait for a handler of this view, let alone fail with it.
    /// </summary>
    private void Watch(object? sender, EventStreamChange change)
    {
        if (change.State == EventStreamState.Reconnecting)
        {
            Mutate(_state.Lose);
            _ = Task.Run(TellAsync);
        }
    }

    private async Task TellAsync()
    {
        try
        {
            Tell();
        }
        catch (Exception e)
        {
            // What a handler throws ends the view.
            _failure = e;
            await _closing.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task ApplyAsync(Event e)
    {
        switch (e)
        {
            case StreamGapEvent { Properties.Dropped: 0 }:
                // After a lost connection, the server's greeting says that it can be asked.
                _isDamaged = true;
                Change(_state.Lose);
                break;
            case StreamGapEvent or UnreadableEvent:
                _isDamaged = true;
                Change(_state.Lose);
                await LoadAsync().ConfigureAwait(false);
                break;
            case ServerConnectedEvent or ServerHeartbeatEvent when _isDamaged:
                await LoadAsync().ConfigureAwait(false);
                break;
            default:
                ChangeIf(() => _state.Apply(e));
                break;
        }
    }

    /// <summary>Events that come meanwhile wait, and are applied on top.</summary>
    private async Task LoadAsync()
    {
        try
        {
            await _state.LoadAsync(_server, Change, _closing.Token).ConfigureAwait(false);
            _isDamaged = false;
            _loaded.TrySetResult(true);
        }
        catch (Exception e) when (ServerGroups.IsPassing(e) && _loaded.Task.IsCompleted)
        {
            // The connection will be lost as well, and when it is back, or still there, this is tried again.
            return;
        }
    }

    private void Change(Action change)
    {
        Mutate(change);
        Tell();
    }

    private void ChangeIf(Func<bool> change)
    {
        var isChanged = false;
        Mutate(() => isChanged = change());
        if (isChanged)
        {
            Tell();
        }
    }

    private void Mutate(Action change)
    {
        lock (_gate)
        {
            change();
            _snapshot = null;
        }
    }

    private void Tell()
    {
        lock (_telling)
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
