using System.Net;
using System.Runtime.ExceptionServices;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Follows one turn: takes events in, asks the server where events are not enough, and finds out when the turn has ended and
/// when it has to be stopped. Not thread-safe.
/// </summary>
internal sealed class TurnFollower
{
    /// <summary>How long an unfinished answer may lie in an idle session; a server that was restarted leaves it like that.</summary>
    private static readonly TimeSpan s_restPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long an error may be the last thing that the session says of a turn without a message.</summary>
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(1);

    /// <summary>How long a prompt may not be taken on after the session has reported an error.</summary>
    private static readonly TimeSpan s_errorPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long the session may work on after the answer, or an error in its place, before the turn counts as ended.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    /// <summary>The same after an error without a kind, which may be that of another prompt in the session.</summary>
    private static readonly TimeSpan s_longGrace = TimeSpan.FromSeconds(10);

    private readonly TurnCalls _calls;
    private readonly string _sessionId;
    private readonly TurnStart _start;
    private readonly TurnOptions _options;
    private readonly TurnState _state;
    private readonly TurnAsks _asks;
    private readonly TurnJudge _judge;
    private readonly TurnTimers _timers;
    private readonly TimeProvider _time;

    /// <summary>Sessions that ask, and that are not of the family.</summary>
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    private long _messageProgress;
    private long _progress;
    private TimeSpan? _clockDifference;
    private bool _isDamaged;
    private bool _hasWorked;

    /// <summary>The failure of the request that starts the turn; the session may report a better reason for it.</summary>
    private Exception? _startFailure;

    public TurnFollower(TurnCalls calls, string sessionId, TurnStart start, TurnOptions options, TurnState state, TurnAsks asks, TurnTimers timers, Func<string, TurnHandle> handleOf)
    {
        _calls = calls;
        _sessionId = sessionId;
        _start = start;
        _options = options;
        _state = state;
        _asks = asks;
        _timers = timers;
        _time = calls.Server.TimeProvider;
        _judge = new TurnJudge(sessionId, state, asks, handleOf);
    }

    /// <summary>The request that starts the turn.</summary>
    public Task Starting { get; set; } = Task.CompletedTask;

    /// <summary>The time until <see cref="TickAsync"/> has something to do.</summary>
    public TimeSpan Wait => _timers.Wait(Grace);

    /// <summary>Whether the session has been seen at work on this turn.</summary>
    private bool HasWorked => _hasWorked || _state.Own.Count > 0;

    private TimeSpan Grace => _judge.IsAnswered || _state.Answer?.Assistant?.Error is not null || _state.Error is not UnclassifiedError ? s_grace : s_longGrace;

    /// <summary>Takes an event in.</summary>
    /// <returns>The end, if this is it.</returns>
    public async Task<PromptEnd?> ApplyAsync(Event e, CancellationToken cancellationToken)
    {
        var successor = _state.Successor;
        _state.Apply(e);
        _asks.Apply(e);
        NoteProgress();
        if (_state.IsDeleted)
        {
            return _judge.Deleted();
        }

        var isOwn = e.SessionId == _sessionId;
        switch (e)
        {
            case StreamGapEvent gap:
                _state.Lose();
                _isDamaged = true;

                // After a lost connection, the server's greeting says that it responds again.
                return gap.Properties.Dropped == 0 ? null : await RepairAsync(cancellationToken).ConfigureAwait(false);
            case UnreadableEvent:
                _state.Lose();
                return await RepairAsync(cancellationToken).ConfigureAwait(false);
            case ServerConnectedEvent or ServerHeartbeatEvent when _isDamaged:
                return await RepairAsync(cancellationToken).ConfigureAwait(false);
            case PermissionAskedEvent { Properties: var request }:
                await HandleAsync(request.SessionId, () => _asks.Handle(request), cancellationToken).ConfigureAwait(false);
                return null;
            case QuestionAskedEvent { Properties: var request }:
                await HandleAsync(request.SessionId, () => _asks.Handle(request), cancellationToken).ConfigureAwait(false);
                return null;
            case SessionStatusEvent { Properties.Status: SessionStatusRetry retry } when e.SessionId is { } session && _state.Family.Includes(session):
                return await LimitRetriesAsync(retry, cancellationToken).ConfigureAwait(false);
            case SessionStatusEvent { Properties.Status: SessionStatusBusy } when isOwn:
                _hasWorked |= _state.IsTaken;
                _timers.NoteBusy();
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
                return await LimitBudgetAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does what time asks for.</summary>
    /// <returns>The end, if there is one.</returns>
    /// <exception cref="TimeoutException">The server has not taken the turn on in time.</exception>
    public async Task<PromptEnd?> TickAsync(CancellationToken cancellationToken)
    {
        if (_timers.IsOverTime)
        {
            return await LimitAsync(TurnLimit.Timeout, "The turn took longer than its timeout (TurnOptions.Timeout, or that of the view or client).", cancellationToken).ConfigureAwait(false);
        }

        if (_timers.IsStartLate && !_state.IsTaken)
        {
            await StopAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{_start.Request} was not responded to within {_options.ResponseTimeout} (TurnOptions.{nameof(TurnOptions.ResponseTimeout)}).");
        }

        if (_asks.AreWaiting)
        {
            _timers.NoteProgress();
        }

        if (_timers.IsStuck)
        {
            return await LimitAsync(TurnLimit.NoProgress, $"Nothing happened in the turn for {_options.NoProgressTimeout} (TurnOptions.{nameof(TurnOptions.NoProgressTimeout)}).", cancellationToken).ConfigureAwait(false);
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes in that the server has responded to the request that starts the turn.</summary>
    /// <returns>The end, if there is one.</returns>
    public async Task<PromptEnd?> RespondedAsync(CancellationToken cancellationToken)
    {
        _timers.NoteTaken();
        try
        {
            await Starting.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            // A lost response does not say whether the server has taken the turn on; and of what it says when a turn fails, the
            // session's own error says more.
            _startFailure = e;
            if (e is OpenCodeApiException { StatusCode: < HttpStatusCode.InternalServerError } && !_state.IsTaken)
            {
                throw;
            }
        }

        return _start.RespondsAtEnd || _startFailure is not null ? await CheckAsync(cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Asks the server for everything that may have been missed.</summary>
    public async Task<PromptEnd?> RepairAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            await _state.Family.FindAsync(_calls.Bounded, cancellationToken).ConfigureAwait(false);
            await ReadAsync(isIdle: false, cancellationToken).ConfigureAwait(false);
            var (permissions, questions) = await _calls.ReadAsksAsync(cancellationToken).ConfigureAwait(false);
            _asks.KeepWaiting(permissions.Select(p => p.Id).Concat(questions.Select(q => q.Id)));
            Report(permissions.Where(p => _state.Family.Includes(p.SessionId)).Select(_asks.Handle));
            Report(questions.Where(q => _state.Family.Includes(q.SessionId)).Select(_asks.Handle));
            _state.Apply(await _calls.ReadTodosAsync(cancellationToken).ConfigureAwait(false));
            _isDamaged = false;
        }
        catch (Exception e) when (IsPassing(e, began))
        {
            // The connection will be lost as well, and when it is back this is done again.
            return null;
        }
        catch (OpenCodeApiException e) when (IsGone(e))
        {
            return _judge.Deleted();
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the agents, as far as that can be done in time; if it can't, the log says so.</summary>
    public async Task StopAsync()
    {
        using var patience = _time.CancelAfter(_options.StopTimeout);
        try
        {
            await new SessionStopper(_calls.Bounded, _state.Family).StopAsync(Starting, mayStart: !HasWorked, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            _calls.Server.Logger.AbortFailed(_sessionId, e.Message);
        }
    }

    /// <summary>The session says that it is idle. The event may be that of an earlier turn.</summary>
    private async Task<PromptEnd?> IdleAsync(CancellationToken cancellationToken)
    {
        if (_judge.IsAnswered && _state.Successor is null)
        {
            var began = _time.GetTimestamp();
            try
            {
                // What is stored now is what the answer is, whatever order its events came in.
                await ReadAsync(isIdle: true, cancellationToken).ConfigureAwait(false);
                if (_judge.IsAnswered)
                {
                    return _judge.Judge();
                }
            }
            catch (Exception e) when (IsPassing(e, began))
            {
                return null;
            }
            catch (OpenCodeApiException e) when (IsGone(e))
            {
                return _judge.Deleted();
            }
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server whether the session still works. The status comes first: messages that are read after an idle one are final.</summary>
    private async Task<PromptEnd?> CheckAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            var status = await _calls.StatusAsync(cancellationToken).ConfigureAwait(false);
            _timers.NoteResponse();
            var isBusy = status.TryGetValue(_sessionId, out var own) && own is not SessionStatusIdle;
            if (own is SessionStatusRetry retry && await LimitRetriesAsync(retry, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }

            if (isBusy)
            {
                _hasWorked |= _state.IsTaken;
                _timers.NoteBusy();
                return _judge.LooksOver ? await ConcludeAsync(cancellationToken).ConfigureAwait(false) : null;
            }

            await ReadAsync(isIdle: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsPassing(e, began))
        {
            return null;
        }
        catch (OpenCodeApiException e) when (IsGone(e))
        {
            return _judge.Deleted();
        }

        return _judge.Judge() ?? Doubt();
    }

    /// <summary>Ends a turn that is over although its session works: on another prompt, or because it does not stop.</summary>
    private async Task<PromptEnd?> ConcludeAsync(CancellationToken cancellationToken)
    {
        if (!IsOver())
        {
            return null;
        }

        // What looked like another prompt may turn out to be the server's own, with which the turn goes on.
        await ReadAsync(isIdle: false, cancellationToken).ConfigureAwait(false);
        if (!_judge.LooksOver || !IsOver())
        {
            return null;
        }

        var end = _judge.Judge() ?? _judge.GiveUp();
        if (end is PromptFailed && _state.Successor is null)
        {
            await StopAsync().ConfigureAwait(false);
        }

        return end;

        bool IsOver() => _state.Successor is not null
            ? _state.Answer?.Assistant is null or { Error: not null } or { Time.Completed: not null }
            : _timers.IsOverFor(Grace);
    }

    private PromptEnd? Doubt()
    {
        if (!_timers.IsIdleFor(Patience))
        {
            return null;
        }

        if (_startFailure is not null && _state is { Answer: null, EarlyError: null })
        {
            ExceptionDispatchInfo.Capture(_startFailure).Throw();
        }

        return _judge.GiveUp();
    }

    /// <summary>How long the session may be idle without an answer.</summary>
    private TimeSpan Patience => _state switch
    {
        { Answer: not null } => s_restPatience,
        { Error: not null } => s_settleTime,
        _ when _startFailure is not null || _hasWorked => s_restPatience,

        // The error may be that of an earlier turn, and the server slow to take this one on.
        { IsTaken: false, EarlyError: not null } => s_errorPatience,
        _ => _options.ResponseTimeout,
    };

    private async Task ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
        var (messages, isWhole) = await _calls.ReadTurnAsync(_start, cancellationToken).ConfigureAwait(false);
        if (_state.Family.Members.Count > 1)
        {
            await _calls.CountSubagentsAsync(_state, cancellationToken).ConfigureAwait(false);
        }

        _timers.NoteResponse();
        _state.Apply(messages, isIdle, isWhole);
        NoteProgress();
    }

    /// <summary>Hands a request to those who reply, if it is of this turn or of a sub-agent that nobody has spoken of yet.</summary>
    private async Task HandleAsync(string session, Func<PromptUpdate?> handle, CancellationToken cancellationToken)
    {
        if (!_state.Family.Includes(session) && !_strangers.Contains(session) && !await FindAsync(session, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Report([handle()]);
    }

    private async Task<bool> FindAsync(string session, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            if (await _state.Family.FindAsync(_calls.Bounded, session, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            _strangers.Add(session);
        }
        catch (Exception e) when (IsPassing(e, began))
        {
            // A repair reads all requests that wait.
            _isDamaged = true;
        }
        catch (OpenCodeApiException e) when (IsGone(e))
        {
            _strangers.Add(session);
        }

        return false;
    }

    private void Report(IEnumerable<PromptUpdate?> updates)
    {
        foreach (var update in updates)
        {
            if (update is not null)
            {
                _state.Report(update);
            }
        }
    }

    private void NoteProgress()
    {
        if (_state.IsTaken)
        {
            _timers.NoteTaken();
        }

        if (_state.Start is { } start)
        {
            _clockDifference ??= DateTimeOffset.FromUnixTimeMilliseconds((long)start.Time.Created) - _time.GetUtcNow();
        }

        if (_state.Progress != _progress)
        {
            _progress = _state.Progress;
            _timers.NoteProgress();
        }

        _timers.NoteOver(_judge.LooksOver, _state.MessageProgress != _messageProgress);
        _messageProgress = _state.MessageProgress;
    }

    /// <summary>A retry that comes too late, or that has failed too often, is none to wait for.</summary>
    private async Task<PromptEnd?> LimitRetriesAsync(SessionStatusRetry retry, CancellationToken cancellationToken)
    {
        // The time of the retry is by the server's clock. How far that is from ours shows where the turn started, if it was now.
        var delay = DateTimeOffset.FromUnixTimeMilliseconds(retry.Next) - _time.GetUtcNow();
        delay = _clockDifference is { } difference && difference > TimeSpan.Zero ? delay - difference : delay;
        var isTooLate = _options.MaxRetryDelay != Timeout.InfiniteTimeSpan && delay > _options.MaxRetryDelay;
        if (!isTooLate && retry.Attempt <= (_options.MaxRetryAttempts ?? long.MaxValue))
        {
            _timers.NoteProgress();
            return null;
        }

        await StopAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return _judge.Failed(ErrorWords.FirstLine(retry.Message));
    }

    private async Task<PromptEnd?> LimitBudgetAsync(CancellationToken cancellationToken)
    {
        if (_options is { MaxCost: null, MaxTokens: null, MaxSteps: null } || _judge.IsAnswered)
        {
            return null;
        }

        var usage = _state.Usage;
        TurnLimit? limit = usage.Cost > _options.MaxCost ? TurnLimit.Cost
            : usage.TotalTokens > _options.MaxTokens ? TurnLimit.Tokens
            : usage.Steps > _options.MaxSteps ? TurnLimit.Steps
            : null;
        return limit is { } reached
            ? await LimitAsync(reached, $"The turn has used more than it may: {usage.Steps} steps, {usage.TotalTokens} tokens, {usage.Cost} US dollars (TurnOptions.Max{reached}).", cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<PromptEnd> LimitAsync(TurnLimit limit, string reason, CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return _judge.LimitReached(limit, reason);
    }

    /// <summary>Whether a failure may be over soon. A server that fails for long, while its stream of events does not, goes on failing.</summary>
    private bool IsPassing(Exception exception, long began)
    {
        if (!ServerGroups.IsPassing(exception))
        {
            return false;
        }

        _timers.NoteFailure(began);
        return !_timers.IsFailing;
    }

    private static bool IsGone(OpenCodeApiException exception) => exception.StatusCode == HttpStatusCode.NotFound;
}
