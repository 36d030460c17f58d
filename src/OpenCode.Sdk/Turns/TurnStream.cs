using System.Runtime.CompilerServices;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Starts one turn, or attaches to one, and watches it to its end, whatever happens to the connection.</summary>
/// <param name="server">The groups, in the view of the caller.</param>
/// <param name="sessionId">The session.</param>
/// <param name="start">What starts the turn.</param>
/// <param name="options">How the turn is watched.</param>
/// <param name="hasReader">Whether somebody reads the updates, and can reply to what the agent asks.</param>
internal sealed class TurnStream(ServerGroups server, string sessionId, TurnStart start, TurnOptions options, bool hasReader)
{
    private readonly TurnState _state = new(sessionId, start);

    /// <summary>The event that is waited for; null if none is.</summary>
    private Task<bool>? _next;

    /// <summary>Whether the response to the request that starts the turn has been taken in.</summary>
    private bool _hasResponded = true;

    private enum Signal
    {
        Event,
        Response,
        Tick,
    }

    public async IAsyncEnumerable<PromptUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var unlimited = server.With(new() { Timeout = Timeout.InfiniteTimeSpan });
        var calls = new TurnCalls(unlimited, server.With(new() { Timeout = options.ResponseTimeout }), sessionId);
        var asks = new TurnAsks(calls.Bounded, sessionId, options, hasReader, ending.Token);
        var timers = new TurnTimers(server.TimeProvider, options, options.Timeout ?? server.Options.Timeout);
        var follower = new TurnFollower(calls, sessionId, start, options, _state, asks, timers, HandleOf);
        var events = Subscribe(unlimited, ending.Token).GetAsyncEnumerator(ending.Token);
        var isRunning = false;
        var isStarted = false;
        try
        {
            // The first event says that the subscription is open. Only then the turn is started, so that nothing is missed.
            await OpenAsync(events, follower, asks, timers, cancellationToken).ConfigureAwait(false);
            if (start.NeedsIdle)
            {
                await WaitForIdleAsync(calls, events, follower, asks, timers, cancellationToken).ConfigureAwait(false);
            }

            var isBusy = await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false);
            var isNew = await start.PrepareAsync(calls, cancellationToken).ConfigureAwait(false);
            isRunning = true;
            if (isNew)
            {
                // Not even the caller's cancellation ends this request: what the server does with it has to be known.
                _hasResponded = false;
                follower.Starting = start.SendAsync(calls);
                timers.NoteSent();
            }

            // A session that works already may have asked something before anybody listened.
            var end = isBusy || !isNew ? await follower.RepairAsync(cancellationToken).ConfigureAwait(false) : null;
            while (true)
            {
                if (!isStarted && _state.StartId is { } id)
                {
                    isStarted = true;
                    await (options.OnStarted?.Invoke(HandleOf(id), cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                }

                while (_state.TryTake(out var update))
                {
                    yield return update;
                }

                if (end is not null)
                {
                    isRunning = false;
                    yield return end;
                    yield break;
                }

                end = await NextAsync(events, follower, asks, timers, cancellationToken).ConfigureAwait(false) switch
                {
                    Signal.Event => await follower.ApplyAsync(events.Current, cancellationToken).ConfigureAwait(false),
                    Signal.Response => await follower.RespondedAsync(cancellationToken).ConfigureAwait(false),
                    _ => await follower.TickAsync(cancellationToken).ConfigureAwait(false),
                };
            }
        }
        finally
        {
            await ending.StopAsync().ConfigureAwait(false);
            if (isRunning && cancellationToken.IsCancellationRequested && (options.AbortWhenCancelled ?? start is not AttachStart))
            {
                await follower.StopAsync().ConfigureAwait(false);
            }

            Forget(follower.Starting);
            await CloseAsync(events).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a session may be idle now that an event has come.</summary>
    public static bool MayBeIdle(Event e, string sessionId) => e is ServerConnectedEvent or ServerHeartbeatEvent or UnreadableEvent
        || (e.SessionId == sessionId && e is SessionIdleEvent or SessionDeletedEvent or SessionStatusEvent { Properties.Status: SessionStatusIdle });

    private TurnHandle HandleOf(string messageId) => new()
    {
        Server = server.ServerUrl,
        Directory = server.Options.Directory,
        Workspace = server.Options.Workspace,
        SessionId = sessionId,
        MessageId = messageId,
    };

    private IAsyncEnumerable<Event> Subscribe(ServerGroups groups, CancellationToken cancellationToken) => options.Hub is null
        ? groups.Event.SubscribeAsync(cancellationToken)
        : options.Hub.SubscribeAsync(groups, null, cancellationToken);

    /// <exception cref="TimeoutException">The stream was not opened in time.</exception>
    private async Task OpenAsync(IAsyncEnumerator<Event> events, TurnFollower follower, TurnAsks asks, TurnTimers timers, CancellationToken cancellationToken)
    {
        timers.NoteSent();
        while (await NextAsync(events, follower, asks, timers, cancellationToken).ConfigureAwait(false) != Signal.Event)
        {
            if (timers.IsStartLate || timers.IsOverTime)
            {
                throw new TimeoutException($"GET /event did not begin within {options.ResponseTimeout} (TurnOptions.{nameof(TurnOptions.ResponseTimeout)}).");
            }
        }

        timers.NoteTaken();
    }

    /// <summary>Waits for a session that works on something else.</summary>
    private async Task WaitForIdleAsync(TurnCalls calls, IAsyncEnumerator<Event> events, TurnFollower follower, TurnAsks asks, TurnTimers timers, CancellationToken cancellationToken)
    {
        while (await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false))
        {
            do
            {
                if (timers.IsOverTime)
                {
                    throw new TimeoutException($"The session {sessionId} was not idle before the timeout of the turn, so that {start.Request} was not sent (TurnOptions.Timeout, or that of the view or client).");
                }
            }
            while (await NextAsync(events, follower, asks, timers, cancellationToken).ConfigureAwait(false) == Signal.Event && !MayBeIdle(events.Current, sessionId));
        }
    }

    /// <summary>Waits for an event, for the response to the request, for the failure of a reply, or until it is time to look.</summary>
    private async Task<Signal> NextAsync(IAsyncEnumerator<Event> events, TurnFollower follower, TurnAsks asks, TurnTimers timers, CancellationToken cancellationToken)
    {
        _next ??= events.MoveNextAsync().AsTask();
        try
        {
            if (!_hasResponded && follower.Starting.IsCompleted)
            {
                _hasResponded = true;
                return Signal.Response;
            }

            var signal = _next.IsCompleted ? null : await WaitAsync(_next, follower, asks, cancellationToken).ConfigureAwait(false);
            if (signal == Signal.Response)
            {
                return Signal.Response;
            }

            if (asks.Failure.IsFaulted)
            {
                await asks.Failure.ConfigureAwait(false);
            }

            if (signal == Signal.Tick || follower.Wait <= TimeSpan.Zero)
            {
                // However many events there are, time goes on.
                timers.NoteLooked();
                return Signal.Tick;
            }

            var hasEvent = await _next.ConfigureAwait(false);
            _next = null;
            timers.NoteHeard();
            return hasEvent ? Signal.Event : throw StreamEnded.Unexpectedly();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <returns>Null if there is an event, or a reply has failed.</returns>
    private async Task<Signal?> WaitAsync(Task<bool> next, TurnFollower follower, TurnAsks asks, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var time = follower.Wait;
        var wait = server.TimeProvider.WaitAsync(time < Clock.Resolution ? Clock.Resolution : time, timer.Token);
        var response = _hasResponded ? wait : follower.Starting;
        var first = await Task.WhenAny(next, asks.Failure, response, wait).ConfigureAwait(false);
        await timer.StopAsync().ConfigureAwait(false);
        if (first == next || first == asks.Failure)
        {
            return null;
        }

        if (first == wait)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Signal.Tick;
        }

        _hasResponded = true;
        return Signal.Response;
    }

    /// <summary>The request goes on without this stream; its failure is nobody's concern anymore.</summary>
    private static void Forget(Task starting) =>
        _ = starting.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>An enumerator must not be disposed while it moves. It stops by itself now, because its token is canceled.</summary>
    private async Task CloseAsync(IAsyncEnumerator<Event> events)
    {
        if (_next is not null)
        {
            await Task.WhenAny(_next).ConfigureAwait(false);
            _ = _next.Exception;
        }

        await events.DisposeAsync().ConfigureAwait(false);
    }
}
