using System.Net;
using System.Runtime.ExceptionServices;
using OpenCode.Calls;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Follows one turn: processes events, requests data from the server when events are not sufficient, and determines when the turn
/// has ended and when it must be stopped. Not thread-safe.
/// </summary>
internal sealed class TurnFollower
{
    private readonly TurnCalls _calls;
    private readonly string _sessionId;
    private readonly TurnStart _start;
    private readonly TurnOptions _options;
    private readonly TurnState _state;
    private readonly TurnAsks _asks;
    private readonly TurnEvaluator _evaluator;
    private readonly TurnReader _reader;
    private readonly TurnLimits _limits;
    private readonly TurnGracePeriods _gracePeriods;
    private readonly TurnStop _stop;
    private readonly TurnTimers _timers;
    private readonly TimeProvider _time;

    private long _messageProgress;
    private long _progress;
    private bool _isDamaged;

    public TurnFollower(TurnCalls calls, string sessionId, TurnStart start, TurnOptions options, TurnState state, TurnAsks asks, TurnTimers timers, TurnStop stop, Func<string, TurnHandle> handleOf)
    {
        _calls = calls;
        _sessionId = sessionId;
        _start = start;
        _options = options;
        _state = state;
        _asks = asks;
        _timers = timers;
        _time = calls.Server.TimeProvider;
        _evaluator = new TurnEvaluator(sessionId, state, asks, handleOf, calls.Server.Display);
        _reader = new TurnReader(calls, start, state, asks);
        _limits = new TurnLimits(options, state, _time);
        _gracePeriods = new TurnGracePeriods(state, _evaluator, options);
        _stop = stop;
    }

    /// <summary>Gets the time until <see cref="TickAsync"/> must be called.</summary>
    public TimeSpan Wait => _timers.Wait(_gracePeriods.Grace);

    /// <summary>Processes an event.</summary>
    /// <returns>The end of the turn; null if the turn continues.</returns>
    public async Task<PromptEnd?> ApplyAsync(Event e, CancellationToken cancellationToken)
    {
        var successor = _state.Successor;
        _state.Apply(e);
        _asks.Apply(e);
        RecordProgress();
        if (_state.IsDeleted)
        {
            return await DeletedAsync().ConfigureAwait(false);
        }

        var isOwn = e.SessionId == _sessionId;
        switch (e)
        {
            case StreamGapEvent gap:
                _state.MarkIncomplete();
                _isDamaged = true;

                // After a lost connection, the server's first event shows that it accepts requests again.
                return gap.Properties.Dropped == 0 ? null : await RepairAsync(cancellationToken).ConfigureAwait(false);
            case UnreadableEvent:
                _state.MarkIncomplete();
                return await RepairAsync(cancellationToken).ConfigureAwait(false);
            case ServerConnectedEvent or ServerHeartbeatEvent when _isDamaged:
                return await RepairAsync(cancellationToken).ConfigureAwait(false);
            case PermissionAskedEvent { Properties: var request }:
                return await HandleAsync(() => _reader.HandleAsync(request, cancellationToken)).ConfigureAwait(false);
            case QuestionAskedEvent { Properties: var request }:
                return await HandleAsync(() => _reader.HandleAsync(request, cancellationToken)).ConfigureAwait(false);
            case SessionStatusEvent { Properties.Status: SessionStatusRetry retry } when e.SessionId is { } session && _state.Tree.Includes(session):
                return await LimitRetriesAsync(retry, cancellationToken).ConfigureAwait(false);
            case SessionStatusEvent { Properties.Status: SessionStatusBusy } when isOwn:
                _timers.RecordBusy();
                return null;
            case SessionStatusEvent { Properties.Status: SessionStatusIdle } or SessionIdleEvent when isOwn:
                return await IdleAsync(cancellationToken).ConfigureAwait(false);
            case ServerHeartbeatEvent:
            case SessionErrorEvent when isOwn && !_state.IsTaken:
                return await CheckAsync(cancellationToken).ConfigureAwait(false);
            case MessageUpdatedEvent when isOwn && _timers.IsIdle:
            case { SessionId: not null } when _state.Successor != successor:
                return await CheckAsync(cancellationToken).ConfigureAwait(false);
            default:
                return !_evaluator.HasFinalResponse && _limits.Passed() is var (limit, reason) ? await LimitAsync(limit, reason, cancellationToken).ConfigureAwait(false) : null;
        }
    }

    /// <summary>Checks the timeouts and, if necessary, the state of the server.</summary>
    /// <returns>The end of the turn; null if the turn continues.</returns>
    /// <exception cref="TimeoutException">The server did not accept the turn in time.</exception>
    public async Task<PromptEnd?> TickAsync(CancellationToken cancellationToken)
    {
        if (_timers.IsOverTime)
        {
            return await LimitAsync(TurnLimit.Timeout, "The turn exceeded its timeout (TurnOptions.Timeout, or the timeout of the view or client).", cancellationToken).ConfigureAwait(false);
        }

        if (_timers.IsStartLate && !_state.IsTaken)
        {
            await _stop.StopAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The server did not respond to {_start.Request} within {_options.ResponseTimeout} (TurnOptions.{nameof(TurnOptions.ResponseTimeout)}).");
        }

        if (_asks.AreWaiting)
        {
            _timers.RecordProgress();
        }

        if (_timers.IsStuck)
        {
            return await LimitAsync(TurnLimit.NoProgress, FormattableString.Invariant($"The turn made no progress for {_options.NoProgressTimeout} (TurnOptions.{nameof(TurnOptions.NoProgressTimeout)})."), cancellationToken).ConfigureAwait(false);
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Processes the response to the request that starts the turn.</summary>
    /// <returns>The end of the turn; null if the turn continues.</returns>
    public async Task<PromptEnd?> RespondedAsync(CancellationToken cancellationToken)
    {
        _timers.RecordAccepted();
        try
        {
            await _stop.Starting.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            // After a lost response, it is not known whether the server accepted the turn. If a turn fails, the error of the
            // session is more specific than that of the response.
            _gracePeriods.StartFailure = e;
            if (e is OpenCodeApiException { StatusCode: < HttpStatusCode.InternalServerError } && !_state.IsTaken)
            {
                throw;
            }
        }

        return _start.RespondsAtEnd || _gracePeriods.StartFailure is not null ? await CheckAsync(cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Reads all data that may have been missed from the server.</summary>
    public Task<PromptEnd?> RepairAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        // If the requests fail, the event stream is also lost. The repair is repeated after the stream reconnects.
        _isDamaged = true;
        await _reader.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        _isDamaged = false;
        RecordProgress();
        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Handles a request of an agent. If that fails, a repair reads all pending requests.</summary>
    private Task<PromptEnd?> HandleAsync(Func<Task> handle) => GuardAsync(async () =>
    {
        var wasDamaged = _isDamaged;
        _isDamaged = true;
        await handle().ConfigureAwait(false);
        _isDamaged = wasDamaged;
        return null;
    });

    /// <summary>Processes an event that reports an idle session. The event may belong to an earlier turn.</summary>
    private Task<PromptEnd?> IdleAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (_evaluator.HasFinalResponse && _state.Successor is null)
        {
            // The stored messages are the final response, regardless of the order in which the events arrived.
            await ReadAsync(isIdle: true, cancellationToken).ConfigureAwait(false);
            if (_evaluator.HasFinalResponse)
            {
                return _evaluator.Evaluate();
            }
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <summary>
    /// Requests the status of the session, and reads the messages if it is idle. The status is read first: messages that are read
    /// after the session is idle are final.
    /// </summary>
    private Task<PromptEnd?> CheckAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var status = await _calls.StatusAsync(cancellationToken).ConfigureAwait(false);
        _timers.RecordResponse();
        switch (status.TryGetValue(_sessionId, out var own) ? own : null)
        {
            case null or SessionStatusIdle:
                await ReadAsync(isIdle: true, cancellationToken).ConfigureAwait(false);
                return _evaluator.Evaluate() ?? EvaluateIdle();
            case SessionStatusRetry retry when await LimitRetriesAsync(retry, cancellationToken).ConfigureAwait(false) is { } end:
                return end;
            default:
                _state.RecordWork();
                _timers.RecordBusy();
                return _evaluator.AppearsComplete ? await ConcludeAsync(cancellationToken).ConfigureAwait(false) : null;
        }
    });

    /// <summary>
    /// Ends a turn that is over although its session is busy: with another prompt, or because it does not stop.
    /// </summary>
    private async Task<PromptEnd?> ConcludeAsync(CancellationToken cancellationToken)
    {
        if (!IsOver())
        {
            return null;
        }

        // A message that appears to be another prompt can be from the server, which continues the turn with it.
        await ReadAsync(isIdle: false, cancellationToken).ConfigureAwait(false);
        if (!_evaluator.AppearsComplete || !IsOver())
        {
            return null;
        }

        var end = _evaluator.Evaluate() ?? _evaluator.GiveUp();
        if (end is PromptFailed && _state.Successor is null)
        {
            await _stop.StopAsync().ConfigureAwait(false);
        }

        return end;

        bool IsOver() => _state.Successor is not null
            ? _state.Response?.Assistant is null or { Error: not null } or { Time.Completed: not null }
            : _timers.IsOverFor(_gracePeriods.Grace);
    }

    private PromptEnd? EvaluateIdle()
    {
        if (!_timers.IsIdleFor(_gracePeriods.Idle))
        {
            return null;
        }

        if (_gracePeriods.StartFailure is not null && _state is { Response: null, EarlyError: null })
        {
            ExceptionDispatchInfo.Capture(_gracePeriods.StartFailure).Throw();
        }

        return _evaluator.GiveUp();
    }

    private async Task ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
        await _reader.ReadAsync(isIdle, cancellationToken).ConfigureAwait(false);
        _timers.RecordResponse();
        RecordProgress();
    }

    private void RecordProgress()
    {
        _limits.RecordClock();
        if (_state.IsTaken)
        {
            _timers.RecordAccepted();
        }

        if (_state.Progress != _progress)
        {
            _progress = _state.Progress;
            _timers.RecordProgress();
        }

        _timers.RecordCompleted(_evaluator.AppearsComplete, _state.MessageProgress != _messageProgress);
        _messageProgress = _state.MessageProgress;
    }

    /// <summary>Stops the turn if the next retry is too late or if too many attempts have failed.</summary>
    private async Task<PromptEnd?> LimitRetriesAsync(SessionStatusRetry retry, CancellationToken cancellationToken)
    {
        if (!_limits.Refuses(retry))
        {
            _timers.RecordProgress();
            return null;
        }

        await _stop.StopAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return _evaluator.Failed(ErrorMessage.FirstLine(retry.Message));
    }

    private async Task<PromptEnd> LimitAsync(TurnLimit limit, string reason, CancellationToken cancellationToken)
    {
        await _stop.StopAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return _evaluator.LimitReached(limit, reason);
    }

    /// <summary>
    /// Ends the turn of a deleted session. The agent can continue after the deletion, so it is requested to stop.
    /// </summary>
    private async Task<PromptEnd> DeletedAsync()
    {
        _state.IsDeleted = true;
        await _stop.AbortAsync().ConfigureAwait(false);
        return _evaluator.Deleted();
    }

    /// <summary>Sends requests to the server. After a transient failure, the turn continues.</summary>
    private async Task<PromptEnd?> GuardAsync(Func<Task<PromptEnd?>> ask)
    {
        var began = _time.GetTimestamp();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (IsPassing(e, began))
        {
            return null;
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return await DeletedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns whether a failure is transient. It is not if requests fail for too long while the event stream is connected.
    /// </summary>
    private bool IsPassing(Exception exception, long began)
    {
        if (!ServerGroups.IsPassing(exception))
        {
            return false;
        }

        _timers.RecordFailure(began);
        return !_timers.IsFailing;
    }
}
