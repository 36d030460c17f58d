using System.Runtime.CompilerServices;
using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Starts one turn or attaches to one, and follows it to its end across lost connections.</summary>
/// <param name="server">The operations, in the view of the caller.</param>
/// <param name="sessionId">The session.</param>
/// <param name="start">Starts the turn.</param>
/// <param name="options">The options of the turn.</param>
/// <param name="hasReader">Whether a caller reads the updates and can reply to the requests of the agent.</param>
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
            // The first event shows that the stream is open. The turn starts after that, so that no event is missed.
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
                // The caller's cancellation does not end this request, because its outcome must be known.
                signals.AwaitsResponse = true;
                stop.Starting = start.SendAsync(calls);
                timers.RecordSent();
            }

            // The agent of a busy session may have sent requests before the stream was open.
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

    /// <summary>Returns whether a session may be idle after an event.</summary>
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
                throw new TimeoutException($"The server did not respond to GET /event within {options.ResponseTimeout} (TurnOptions.{nameof(TurnOptions.ResponseTimeout)}).");
            }
        }

        timers.RecordAccepted();
    }

    /// <summary>Waits until a session that is busy with another turn is idle.</summary>
    private async Task WaitForIdleAsync(TurnCalls calls, TurnSignals signals, TurnTimers timers, CancellationToken cancellationToken)
    {
        while (await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false))
        {
            do
            {
                if (timers.IsOverTime)
                {
                    throw new TimeoutException($"The session {sessionId} did not become idle before the timeout of the turn, so {start.Request} was not sent (TurnOptions.Timeout, or the timeout of the view or client).");
                }
            }
            while (await signals.NextAsync(cancellationToken).ConfigureAwait(false) == TurnSignal.Event && !MayBeIdle(signals.Event, sessionId));
        }
    }

    /// <summary>Ignores the failure of the request, which continues without this stream.</summary>
    private static void Forget(Task starting) =>
        _ = starting.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
