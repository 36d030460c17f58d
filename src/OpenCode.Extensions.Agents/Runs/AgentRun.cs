using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Agents.Sessions;
using OpenCode.AI;
using OpenCode.AI.Conversations;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;
using OpenCode.AI.Tools;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Agents.Runs;

/// <summary>
/// Represents one run. It starts or continues a turn, and follows it until it has ended or waits for the caller. The session
/// contains all state that the next run needs.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="options">The options of the agent.</param>
/// <param name="tools">The names of the MCP servers.</param>
/// <param name="session">The session.</param>
/// <param name="canAsk">Whether the caller can respond to the agent, which requires a session.</param>
internal sealed class AgentRun(OpenCodeClient client, OpenCodeAgentOptions options, ToolSlots tools, OpenCodeAgentSession session, bool canAsk)
{
    private readonly OpenCodeChatClientOptions _chat = options.ToChatClientOptions();
    private ChatPlan? _plan;
    private HostedTools? _tools;
    private bool _mayReject;

    /// <summary>The response of a turn that this run has started and followed to its end; otherwise, null.</summary>
    public ChatResponse? Response { get; private set; }

    /// <summary>Yields the updates of the run.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="chatOptions">The options of the run.</param>
    /// <param name="cancellationToken">Stops the turn.</param>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        session.Enter();
        FollowedTurn? turn = null;
        try
        {
            var replies = RunMessages.Replies(messages, session.State);
            var start = replies.Any || (session.State.Turn is not null && messages.All(m => m.Contents.Count == 0))
                ? await ContinueAsync(replies, chatOptions, cancellationToken).ConfigureAwait(false)
                : await PromptAsync(messages, chatOptions, cancellationToken).ConfigureAwait(false);
            if (start is null)
            {
                yield break;
            }

            var state = session.State;
            var requests = new CallerRequests(Turn(), options.RequestGracePeriod, new ServerGroups(client.Session).TimeProvider);
            var writer = new AgentWriter(_plan!, state.SessionId!, _tools!.Names, state.Delivered) { ResponseId = state.Turn?.MessageId };
            turn = new FollowedTurn(client, Turn(), requests, handle =>
            {
                writer.ResponseId = handle.MessageId;
                session.State = session.State with { Turn = handle };
            });
            await foreach (var update in turn.ReadAsync(start, cancellationToken).ConfigureAwait(false))
            {
                if (update is PromptEnd)
                {
                    session.State = session.State.WithoutTurn();
                }

                foreach (var written in update is PromptRejected rejected && _mayReject ? [writer.WriteRejected(rejected)] : writer.Write(update))
                {
                    yield return written;
                }
            }

            if (turn.IsPaused)
            {
                // The reader can respond to the requests, or leave, as soon as it receives them. The state must be complete
                // before that.
                session.State = session.State with { Pending = [.. requests.Permissions.Select(p => new PendingRequest(p.Id, p.SessionId)), .. requests.Questions.Select(q => new PendingRequest(q.Id, q.SessionId))] };
                session.Tools = _tools;
                foreach (var request in writer.Write(requests))
                {
                    yield return request;
                }
            }
            else if (turn.End is not (null or PromptRejected) && !replies.Any && state.Delivered.Lengths.Count == 0)
            {
                Response = new ResponseWriter(_plan!, state.SessionId, _tools.Names).Write(turn.End);
            }
        }
        finally
        {
            await LeaveAsync(turn).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the options that specify who replies before the caller. If the caller can't reply, requests that they don't decide
    /// are rejected.
    /// </summary>
    private TurnOptions Turn() => _tools!.Turn with
    {
        PermissionPolicy = options.Turn.PermissionPolicy ?? (canAsk ? PermissionPolicy.Ask : PermissionPolicy.Reject),
        QuestionPolicy = options.Turn.QuestionPolicy ?? (canAsk ? QuestionPolicy.Ask : QuestionPolicy.Reject),
    };

    /// <summary>Starts a turn.</summary>
    /// <exception cref="InvalidOperationException">The agent waits for a response to a request.</exception>
    private async Task<Func<TurnOptions, CancellationToken, IAsyncEnumerable<PromptUpdate>>?> PromptAsync(IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, CancellationToken cancellationToken)
    {
        await RequireNoRequestsAsync(cancellationToken).ConfigureAwait(false);
        var planner = new ChatPlanner(_chat, canApprove: canAsk);
        var plan = planner.Plan(RunMessages.Prompt(messages, session.SessionId is not null), chatOptions, new OpenCodeChatClient(client, _chat));
        _plan = await Variants.CompleteAsync(client, plan, cancellationToken).ConfigureAwait(false);
        await ReplaceToolsAsync(null).ConfigureAwait(false);
        _tools = await HostedTools.StartAsync(client, tools, _plan.Functions, _chat, cancellationToken).ConfigureAwait(false);
        var conversation = await Conversation.OpenAsync(client, _plan, _tools.Rights, _chat, cancellationToken).ConfigureAwait(false);
        await using var opened = conversation.ConfigureAwait(false);
        var id = conversation.SessionId;
        session.State = new() { SessionId = id, WantsJson = _plan.WantsJson, HidesReasoning = _plan.HidesReasoning };
        var request = _plan.Request;
        return (watch, token) => client.Session.PromptStreamingAsync(id, request, watch, token);
    }

    /// <summary>Sends the responses and attaches to the turn.</summary>
    /// <returns>The updates of the turn; null if the turn has ended and there was no response to send.</returns>
    private async Task<Func<TurnOptions, CancellationToken, IAsyncEnumerable<PromptUpdate>>?> ContinueAsync(Replies replies, ChatOptions chatOptions, CancellationToken cancellationToken)
    {
        var before = session.State;
        if (before.SessionId is not { } id)
        {
            throw new InvalidOperationException("The session is new, so its agent has sent no requests. Pass the session whose run returned the requests.");
        }

        if (chatOptions.ResponseFormat is ChatResponseFormatJson && !before.WantsJson && before.Turn is not null)
        {
            throw new NotSupportedException("A run that continues a turn can't change its response format, because the turn was started for text. Run the agent without ResponseFormat.");
        }

        var functions = ToolRules.Functions(chatOptions.Tools, _chat.AddTools is not null, canApprove: true);
        _plan = new()
        {
            Request = new() { Parts = [], Format = before.WantsJson ? new OutputFormatJsonSchema { Schema = default } : null },
            HidesReasoning = before.HidesReasoning,
        };
        if (replies.Any)
        {
            session.State = await replies.SendAsync(client, before, cancellationToken).ConfigureAwait(false);
            _mayReject = replies.Reject;
            if (before.Turn is null && replies.OnlySettled)
            {
                return null;
            }
        }

        // If another process has started the turn, its functions no longer exist.
        _tools = session.Tools ?? await HostedTools.StartAsync(client, tools, functions, _chat, cancellationToken).ConfigureAwait(false);
        session.Tools = null;
        return (watch, token) => session.State.Turn is { } turn ? client.Session.WatchTurnAsync(turn, watch, token) : client.Session.WatchTurnAsync(id, watch, token);
    }

    private async Task RequireNoRequestsAsync(CancellationToken cancellationToken)
    {
        if (session.State.Pending is not { Count: > 0 } pending)
        {
            return;
        }

        var waiting = (await Requests.Replies.WaitingIdsAsync(client, cancellationToken).ConfigureAwait(false)).Intersect(pending.Select(p => p.Id), StringComparer.Ordinal).ToList();
        if (waiting.Count > 0)
        {
            throw new InvalidOperationException(
                $"The agent waits for a response to {string.Join(", ", waiting)}, and accepts no other message until then. Pass a response to each request, or stop the turn ({nameof(OpenCodeAgent)}.{nameof(OpenCodeAgent.StopAsync)}).");
        }
    }

    private async Task ReplaceToolsAsync(HostedTools? next)
    {
        var before = session.Tools;
        session.Tools = next;
        if (before is not null)
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the state that the next run needs, and releases the rest.</summary>
    private async Task LeaveAsync(FollowedTurn? turn)
    {
        try
        {
            if (turn is { IsPaused: false, IsLost: false })
            {
                // The turn has ended, or it was stopped because the reader left the loop or canceled.
                session.State = session.State.WithoutTurn();
            }

            if (_tools is not null && session.Tools != _tools)
            {
                await _tools.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            session.Leave();
        }
    }
}
