using System.Net;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Asks;

/// <summary>
/// Replies to each request of an agent once, by rules, handlers, and policies, concurrently with the reader of the events. One
/// reader adds requests; other threads send the replies.
/// </summary>
internal sealed class AskResponder(ServerGroups server, AskOptions options, Action<AskDecision> onDecided, CancellationToken cancellationToken)
{
    private const string Permission = "permission";
    private const string Question = "question";
    private const string ReplyName = "reply";
    private const string RejectName = "reject";
    private const int MaxRetries = 10;

    /// <summary>The message to an agent when no one can reply.</summary>
    private const string NobodyAllows = "No one is available to allow this. Continue without it.";
    private const string NobodyAnswers = "No one is available to answer this question. Decide on your own and continue.";

    private static readonly TimeSpan s_initialDelay = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<bool> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when a reply fails. Otherwise, it never completes.</summary>
    public Task Failure => _failure.Task;

    /// <summary>Returns whether a rule, a handler, or a policy may reply.</summary>
    public bool Handles(PermissionRequest request) =>
        options.OnPermission is not null || options.PermissionPolicy != PermissionPolicy.Ask || PermissionRules.Find(options.Rules, request) is not null;

    /// <inheritdoc cref="Handles(PermissionRequest)"/>
    public bool Handles(QuestionRequest request) => options.OnQuestion is not null || options.QuestionPolicy != QuestionPolicy.Ask;

    /// <returns>False if the request was added before.</returns>
    public bool TryHandle(PermissionRequest request)
    {
        if (!_seen.Add(request.Id))
        {
            return false;
        }

        Start(Permission, request.Id, () => ReplyAsync(request));
        return true;
    }

    /// <inheritdoc cref="TryHandle(PermissionRequest)"/>
    public bool TryHandle(QuestionRequest request)
    {
        if (!_seen.Add(request.Id))
        {
            return false;
        }

        Start(Question, request.Id, () => ReplyAsync(request));
        return true;
    }

    private async Task ReplyAsync(PermissionRequest request)
    {
        var (decision, decider, rule) = await DecideAsync(request).ConfigureAwait(false);
        if (!decision.HasReply)
        {
            server.Logger.Unanswered(request.SessionId, Permission, request.Id);
            return;
        }

        onDecided(new AskDecision
        {
            RequestId = request.Id,
            SessionId = request.SessionId,
            Permission = request.Permission,
            Patterns = request.Patterns,
            Reply = decision.Reply.Value,
            Message = decision.Message,
            DecidedBy = decider,
            Rule = rule,
            At = server.TimeProvider.GetUtcNow(),
        });
        await SendAsync(() => server.Permission.ReplyAsync(request.Id, new() { Reply = decision.Reply, Message = decision.Message }, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<(PermissionDecision Decision, AskDecider Decider, PermissionRule? Rule)> DecideAsync(PermissionRequest request)
    {
        if (PermissionRules.Find(options.Rules, request) is { } rule)
        {
            // As with a rule in the server's configuration, the agent is informed and continues.
            var decision = rule.Action == PermissionAction.Allow
                ? PermissionDecision.AllowOnce
                : PermissionDecision.Reject($"A rule denies {rule.Permission} for {rule.Pattern}. Continue without it.");
            return (decision, AskDecider.Rule, rule);
        }

        if (options.OnPermission is not null && await options.OnPermission(request, cancellationToken).ConfigureAwait(false) is { HasReply: true } handled)
        {
            return (handled, AskDecider.Handler, null);
        }

        var byPolicy = options.PermissionPolicy switch
        {
            PermissionPolicy.AllowOnce => PermissionDecision.AllowOnce,
            PermissionPolicy.Reject => PermissionDecision.Reject(),
            PermissionPolicy.RejectAndContinue => PermissionDecision.Reject(NobodyAllows),
            _ => PermissionDecision.None,
        };
        return (byPolicy, AskDecider.Policy, null);
    }

    private async Task ReplyAsync(QuestionRequest request)
    {
        var (decision, decider) = await DecideAsync(request).ConfigureAwait(false);
        if (!decision.HasReply)
        {
            server.Logger.Unanswered(request.SessionId, Question, request.Id);
            return;
        }

        onDecided(new AskDecision
        {
            RequestId = request.Id,
            SessionId = request.SessionId,
            Patterns = [.. request.Questions.Select(q => q.Question)],
            Reply = decision.IsRejected ? RejectName : ReplyName,
            Message = decision.Message,
            DecidedBy = decider,
            At = server.TimeProvider.GetUtcNow(),
        });
        await SendAsync(() => decision.IsRejected
            ? server.Question.RejectAsync(request.Id, cancellationToken)
            : server.Question.ReplyAsync(request.Id, new() { Answers = decision.AnswersTo(request) }, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<(QuestionDecision Decision, AskDecider Decider)> DecideAsync(QuestionRequest request)
    {
        if (options.OnQuestion is not null && await options.OnQuestion(request, cancellationToken).ConfigureAwait(false) is { HasReply: true } handled)
        {
            return (handled, AskDecider.Handler);
        }

        var byPolicy = options.QuestionPolicy switch
        {
            QuestionPolicy.Reject => QuestionDecision.Reject,
            QuestionPolicy.LetAgentDecide => QuestionDecision.Tell(NobodyAnswers),
            _ => QuestionDecision.None,
        };
        return (byPolicy, AskDecider.Policy);
    }

    /// <summary>Sends a reply, with retries. A reply can be sent twice: the server rejects the second one as not found.</summary>
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
                await server.TimeProvider.WaitAsync(Backoff.Jittered(s_initialDelay, s_maxDelay, attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Starts a reply on another thread, because a handler can run synchronous code before its first await.</summary>
    private void Start(string kind, string requestId, Func<Task> reply) => _ = Task.Run(() => GuardAsync(kind, requestId, reply), CancellationToken.None);

    private async Task GuardAsync(string kind, string requestId, Func<Task> reply)
    {
        try
        {
            await reply().ConfigureAwait(false);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            server.Logger.AnsweredElsewhere(kind, requestId);
        }
        catch (Exception e)
        {
            // The reader of the events awaits this task, unless the reader ended earlier.
            _failure.TrySetException(e);
            _ = _failure.Task.Exception;
        }
    }
}
