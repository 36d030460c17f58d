using System.Net;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Asks;

/// <summary>Answers each of an agent's requests once, by handlers and a policy, beside whatever reads the events.</summary>
internal sealed class AskResponder(
    ServerGroups server,
    Func<PermissionRequest, CancellationToken, Task<PermissionReply>>? onPermission,
    Func<QuestionRequest, CancellationToken, Task<IReadOnlyList<IReadOnlyList<string>>?>>? onQuestion,
    AskPolicy unanswered,
    CancellationToken cancellationToken)
{
    private const string Permission = "permission";
    private const string Question = "question";
    private const int MaxRetries = 10;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<bool> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when an answer does; it never ends otherwise.</summary>
    public Task Failure => _failure.Task;

    public bool Handles(PermissionRequest request) => onPermission is not null || unanswered != AskPolicy.Ask;

    public bool Handles(QuestionRequest request) => onQuestion is not null || unanswered == AskPolicy.Reject;

    /// <returns>False if the request has been met before.</returns>
    public bool Meet(PermissionRequest request)
    {
        if (!_seen.Add(request.Id))
        {
            return false;
        }

        Start(Permission, request.Id, () => AnswerAsync(request));
        return true;
    }

    /// <inheritdoc cref="Meet(PermissionRequest)"/>
    public bool Meet(QuestionRequest request)
    {
        if (!_seen.Add(request.Id))
        {
            return false;
        }

        Start(Question, request.Id, () => AnswerAsync(request));
        return true;
    }

    private async Task AnswerAsync(PermissionRequest request)
    {
        var reply = onPermission is null ? default : await onPermission(request, cancellationToken).ConfigureAwait(false);
        if (reply == default)
        {
            reply = unanswered switch
            {
                AskPolicy.AllowOnce => PermissionReply.Once,
                AskPolicy.Reject => PermissionReply.Reject,
                _ => default,
            };
        }

        if (reply == default)
        {
            server.Logger.Unanswered(request.SessionId, Permission, request.Id);
            return;
        }

        await SendAsync(() => server.Permission.ReplyAsync(request.Id, new() { Reply = reply }, cancellationToken)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(QuestionRequest request)
    {
        if (onQuestion is not null && await onQuestion(request, cancellationToken).ConfigureAwait(false) is { } answers)
        {
            await SendAsync(() => server.Question.ReplyAsync(request.Id, new() { Answers = answers }, cancellationToken)).ConfigureAwait(false);
        }
        else if (unanswered == AskPolicy.Reject)
        {
            await SendAsync(() => server.Question.RejectAsync(request.Id, cancellationToken)).ConfigureAwait(false);
        }
        else
        {
            server.Logger.Unanswered(request.SessionId, Question, request.Id);
        }
    }

    /// <summary>An answer may be sent again: to one that has arrived the server says that there is no such request any more.</summary>
    private async Task SendAsync(Func<Task> send)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await send().ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (ServerGroups.IsPassing(e) && attempt < MaxRetries)
            {
                await server.TimeProvider.WaitAsync(Backoff.Jittered(s_firstDelay, s_longestDelay, attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Elsewhere, because a handler may take its time before it first waits.</summary>
    private void Start(string kind, string requestId, Func<Task> answer) => _ = Task.Run(() => GuardAsync(kind, requestId, answer), CancellationToken.None);

    private async Task GuardAsync(string kind, string requestId, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            server.Logger.AnsweredElsewhere(kind, requestId);
        }
        catch (Exception e)
        {
            // It belongs to whoever reads the events, who awaits this task unless they have ended.
            _failure.TrySetException(e);
            _ = _failure.Task.Exception;
        }
    }
}
