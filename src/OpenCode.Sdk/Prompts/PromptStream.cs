using System.Runtime.CompilerServices;
using OpenCode.Asks;
using OpenCode.Diagnostics;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Prompts;

/// <summary>Sends one prompt and watches its answer to the end, whatever becomes of the connection.</summary>
internal sealed class PromptStream(ServerGroups server, string sessionId, PromptTag tag, PromptStreamingOptions options)
{
    /// <summary>How often the server is asked about a session that seems to have stopped without an answer.</summary>
    private static readonly TimeSpan s_doubtInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long it may be quiet before the server is asked; the heartbeats of a stream come more often.</summary>
    private static readonly TimeSpan s_quietPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may take until it takes up a prompt; the first one makes it load its plugins.</summary>
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long an unfinished answer may lie around in an idle session; a server that was restarted leaves it like that.</summary>
    private static readonly TimeSpan s_restPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_abortPatience = TimeSpan.FromSeconds(5);

    private readonly PromptProgress _progress = new(sessionId, tag);

    /// <summary>The event that is waited for; null if none is.</summary>
    private Task<bool>? _next;

    /// <summary>Since when the session is idle without an answer; null if it is not.</summary>
    private DateTimeOffset? _idleSince;

    /// <summary>Since when questions to the server fail; null if they do not.</summary>
    private DateTimeOffset? _failingSince;

    /// <summary>Whether something was missed that has not been asked for yet.</summary>
    private bool _isDamaged;

    public async IAsyncEnumerable<PromptUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asks = new AskResponder(server, options.OnPermission, options.OnQuestion, options.Unanswered, ending.Token);
        var events = Subscribe(ending.Token).GetAsyncEnumerator(ending.Token);
        var isRunning = false;
        try
        {
            // The first event says that the subscription is open. Only then the prompt is sent, so that not a word is missed.
            while (!await NextAsync(events, asks, cancellationToken).ConfigureAwait(false))
            {
            }

            // A session that works already may have asked something before anybody listened.
            _isDamaged = await IsBusyAsync(cancellationToken).ConfigureAwait(false);
            isRunning = true;
            await server.Session.StartPromptAsync(sessionId, tag.Request, cancellationToken).ConfigureAwait(false);
            var end = _isDamaged ? await RepairAsync(asks, cancellationToken).ConfigureAwait(false) : null;
            while (true)
            {
                while (_progress.TryTake(out var update))
                {
                    yield return update;
                }

                if (end is not null)
                {
                    isRunning = false;
                    yield return end;
                    yield break;
                }

                end = await NextAsync(events, asks, cancellationToken).ConfigureAwait(false)
                    ? await ApplyAsync(events.Current, asks, cancellationToken).ConfigureAwait(false)
                    : await CheckAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.StopAsync().ConfigureAwait(false);
            if (isRunning && options.AbortWhenCancelled && cancellationToken.IsCancellationRequested)
            {
                await AbortAsync().ConfigureAwait(false);
            }

            await CloseAsync(events).ConfigureAwait(false);
        }
    }

    private IAsyncEnumerable<Event> Subscribe(CancellationToken cancellationToken) => options.Hub is null
        ? server.Event.SubscribeAsync(cancellationToken)
        : options.Hub.SubscribeAsync(null, cancellationToken);

    /// <summary>Waits for an event, for the failure of an answer to what was asked, or until it is time to ask the server.</summary>
    /// <returns>Whether there is an event.</returns>
    private async Task<bool> NextAsync(IAsyncEnumerator<Event> events, AskResponder asks, CancellationToken cancellationToken)
    {
        _next ??= events.MoveNextAsync().AsTask();
        try
        {
            if (!_next.IsCompleted && !await ArrivesAsync(_next, asks, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await (await Task.WhenAny(_next, asks.Failure).ConfigureAwait(false)).ConfigureAwait(false);
            var hasEvent = await _next.ConfigureAwait(false);
            _next = null;
            return hasEvent ? true : throw StreamEnded.Unexpectedly();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task<bool> ArrivesAsync(Task<bool> next, AskResponder asks, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = server.TimeProvider.WaitAsync(_idleSince is null ? s_quietPatience : s_doubtInterval, timer.Token);
        var first = await Task.WhenAny(next, asks.Failure, wait).ConfigureAwait(false);
        await timer.StopAsync().ConfigureAwait(false);
        return first != wait;
    }

    /// <summary>Takes an event in.</summary>
    /// <returns>The end, if it is one.</returns>
    private async Task<PromptUpdate?> ApplyAsync(Event e, AskResponder asks, CancellationToken cancellationToken)
    {
        _progress.Apply(e);
        var isOwn = e.SessionId == sessionId;
        switch (e)
        {
            case StreamGapEvent gap:
                _progress.Lose();
                _isDamaged = true;

                // After a lost connection, the server's greeting says that it can be asked.
                return gap.Properties.Dropped == 0 ? null : await RepairAsync(asks, cancellationToken).ConfigureAwait(false);
            case UnreadableEvent:
                _progress.Lose();
                return await RepairAsync(asks, cancellationToken).ConfigureAwait(false);
            case ServerConnectedEvent or ServerHeartbeatEvent when _isDamaged:
                return await RepairAsync(asks, cancellationToken).ConfigureAwait(false);
            case PermissionAskedEvent { Properties: var request }:
                Meet([request], [], asks);
                return null;
            case QuestionAskedEvent { Properties: var request }:
                Meet([], [request], asks);
                return null;
            case SessionIdleEvent when isOwn && _progress is { IsTaken: true, Message: not null, IsAnswered: true, IsWhole: true }:
                return End();
            case SessionErrorEvent when isOwn && !_progress.IsTaken:
            case SessionIdleEvent when isOwn:
            case ServerHeartbeatEvent:
                return await CheckAsync(cancellationToken).ConfigureAwait(false);
            default:
                _idleSince = isOwn ? null : _idleSince;
                return null;
        }
    }

    private void Meet(IEnumerable<PermissionRequest> permissions, IEnumerable<QuestionRequest> questions, AskResponder asks)
    {
        foreach (var request in permissions.Where(p => _progress.Family.Includes(p.SessionId) && asks.Meet(p)))
        {
            _progress.Say(new PromptPermissionAsked(request, asks.Handles(request)));
        }

        foreach (var request in questions.Where(q => _progress.Family.Includes(q.SessionId) && asks.Meet(q)))
        {
            _progress.Say(new PromptQuestionAsked(request, asks.Handles(request)));
        }
    }

    /// <summary>Asks the server for everything that may have been missed.</summary>
    private async Task<PromptUpdate?> RepairAsync(AskResponder asks, CancellationToken cancellationToken)
    {
        try
        {
            await _progress.Family.FindAsync(server, cancellationToken).ConfigureAwait(false);
            _progress.Apply(await server.Session.MessagesAsync(sessionId, null, cancellationToken).ConfigureAwait(false), areFinal: false);
            Meet(
                await server.Permission.ListAsync(cancellationToken).ConfigureAwait(false),
                await server.Question.ListAsync(cancellationToken).ConfigureAwait(false),
                asks);
            _progress.Apply(await server.Session.TodoAsync(sessionId, cancellationToken).ConfigureAwait(false));
            _isDamaged = false;
        }
        catch (Exception e) when (ServerGroups.IsPassing(e) && IsPatient())
        {
            // The connection will be lost as well, and when it is back this is tried again.
            return null;
        }

        return await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsBusyAsync(CancellationToken cancellationToken)
    {
        var status = await server.Session.StatusAsync(cancellationToken).ConfigureAwait(false);
        return status.TryGetValue(sessionId, out var own) && own is not SessionStatusIdle;
    }

    /// <summary>Asks the server whether the session still works. The status comes first: messages that are read after an idle one are final.</summary>
    private async Task<PromptUpdate?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await IsBusyAsync(cancellationToken).ConfigureAwait(false))
            {
                _idleSince = null;
                return null;
            }

            _progress.Apply(await server.Session.MessagesAsync(sessionId, null, cancellationToken).ConfigureAwait(false), areFinal: true);
            _failingSince = null;
        }
        catch (Exception e) when (ServerGroups.IsPassing(e) && IsPatient())
        {
            return null;
        }

        return _progress is { IsTaken: true, IsAnswered: true } ? End() : Doubt();
    }

    /// <summary>A server that fails for long, while its stream of events does not, will go on failing.</summary>
    private bool IsPatient()
    {
        var now = server.TimeProvider.GetUtcNow();
        _failingSince ??= now;
        return now - _failingSince < s_startPatience;
    }

    private PromptFailed? Doubt()
    {
        var now = server.TimeProvider.GetUtcNow();
        _idleSince ??= now;
        var patience = _progress is { Message: null, Error: null } ? s_startPatience : s_restPatience;
        return now - _idleSince < patience ? null : End(_progress switch
        {
            { Message: not null } => "The server has stopped before the answer was complete; it may have been restarted.",
            { IsTaken: true } => "The server has gone idle without an answer.",
            _ => "The server has not taken up the prompt.",
        });
    }

    private PromptFailed End(string reason) => new(_progress.Failure is { } error ? ErrorWords.Of(error) : reason, _progress.Failure, _progress.Message, _progress.Parts);

    private PromptUpdate End() => _progress.Failure is null ? new PromptCompleted(_progress.Message!, _progress.Parts) : End("");

    private async Task AbortAsync()
    {
        using var patience = server.TimeProvider.CancelAfter(s_abortPatience);
        try
        {
            await server.Session.AbortAsync(sessionId, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // The stream was cancelled and says so; the log says that the agent may go on.
            server.Logger.AbortFailed(sessionId, e.Message);
        }
    }

    /// <summary>An enumerator must not be disposed while it moves. It stops by itself now, because its token is cancelled.</summary>
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
