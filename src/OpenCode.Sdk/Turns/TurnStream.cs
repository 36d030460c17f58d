using System.Runtime.CompilerServices;
using OpenCode.Calls;
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

    public async IAsyncEnumerable<PromptUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var unlimited = server.With(new() { Timeout = Timeout.InfiniteTimeSpan });
        var calls = new TurnCalls(unlimited, server.With(new() { Timeout = options.ResponseTimeout }), sessionId);
        var asks = new TurnAsks(calls.Bounded, sessionId, options, hasReader, ending.Token);
        var timers = new TurnTimers(server.TimeProvider, options, options.Timeout ?? server.Options.Timeout);
        var stop = new TurnStop(calls, sessionId, options, _state);
        var follower = new TurnFollower(calls, sessionId, start, options, _state, asks, timers, stop, HandleOf);
        var events = Subscribe(unlimited, ending.Token).GetAsyncEnumerator(ending.Token);
        var signals = new TurnSignals(events, () => follower.Wait, asks, timers, stop, server.TimeProvider);
        var isRunning = false;
        var isStarted = false;
        try
        {
            // The first event says that the subscription is open. Only then the turn is started, so that nothing is missed.
            await OpenAsync(signals, timers, cancellationToken).ConfigureAwait(false);
            if (start.NeedsIdle)
            {
                await WaitForIdleAsync(calls, signals, timers, cancellationToken).ConfigureAwait(false);
            }

            var isBusy = await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false);
            var isNew = await start.PrepareAsync(calls, cancellationToken).ConfigureAwait(false);
            isRunning = true;
            if (isNew)
            {
                // Not even the caller's cancellation ends this request: what the server does with it has to be known.
                signals.AwaitsResponse = true;
                stop.Starting = start.SendAsync(calls);
                timers.RecordSent();
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

                end = await signals.NextAsync(cancellationToken).ConfigureAwait(false) switch
                {
                    TurnSignal.Event => await follower.ApplyAsync(signals.Event, cancellationToken).ConfigureAwait(false),
                    TurnSignal.Response => await follower.RespondedAsync(cancellationToken).ConfigureAwait(false),
                    _ => await follower.TickAsync(cancellationToken).ConfigureAwait(false),
                };
            }
        }
        finally
        {
            await ending.StopAsync().ConfigureAwait(false);
            if (isRunning && cancellationToken.IsCancellationRequested && (options.AbortWhenCancelled ?? start is not AttachStart))
            {
                await stop.StopAsync().ConfigureAwait(false);
            }

            Forget(stop.Starting);
            await signals.DisposeAsync().ConfigureAwait(false);
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
    private async Task OpenAsync(TurnSignals signals, TurnTimers timers, CancellationToken cancellationToken)
    {
        timers.RecordSent();
        while (await signals.NextAsync(cancellationToken).ConfigureAwait(false) != TurnSignal.Event)
        {
            if (timers.IsStartLate || timers.IsOverTime)
            {
                throw new TimeoutException($"GET /event did not begin within {options.ResponseTimeout} (TurnOptions.{nameof(TurnOptions.ResponseTimeout)}).");
            }
        }

        timers.RecordAccepted();
    }

    /// <summary>Waits for a session that works on something else.</summary>
    private async Task WaitForIdleAsync(TurnCalls calls, TurnSignals signals, TurnTimers timers, CancellationToken cancellationToken)
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
            while (await signals.NextAsync(cancellationToken).ConfigureAwait(false) == TurnSignal.Event && !MayBeIdle(signals.Event, sessionId));
        }
    }

    /// <summary>The request goes on without this stream; its failure is nobody's concern anymore.</summary>
    private static void Forget(Task starting) =>
        _ = starting.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
