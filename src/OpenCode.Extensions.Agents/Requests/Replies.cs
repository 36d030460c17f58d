using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Agents.Sessions;
using OpenCode.Models;

namespace OpenCode.Agents.Requests;

/// <summary>Represents the caller's responses to the agent's requests.</summary>
internal sealed class Replies
{
    private const string Rejected = "The user rejected this. Continue without it.";

    private readonly Dictionary<string, ToolApprovalResponseContent> _approvals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionResultContent> _answers = new(StringComparer.Ordinal);

    /// <param name="contents">The contents of the caller's messages.</param>
    /// <param name="state">The state of the session, which contains its pending requests.</param>
    /// <exception cref="ArgumentException">A response is invalid, or there are two responses to the same request.</exception>
    public Replies(IEnumerable<AIContent> contents, SessionState state)
    {
        foreach (var content in contents)
        {
            switch (content)
            {
                case ToolApprovalResponseContent approval:
                    Decide(approval);
                    Add(_approvals, approval.RequestId, approval);
                    break;
                case FunctionResultContent result when IsAnswer(result, state):
                    Add(_answers, result.CallId, result);
                    break;
            }
        }
    }

    public bool Any => _approvals.Count + _answers.Count > 0;

    /// <summary>Whether a response rejects a request. The server may end the turn after that.</summary>
    public bool Reject { get; private set; }

    /// <summary>Whether all responses are to requests that are already settled, so that none was sent.</summary>
    public bool OnlySettled { get; private set; }

    /// <summary>Returns whether a content responds to the agent. A result of a function can also be part of a history.</summary>
    public static bool IsReply(AIContent content, SessionState state) => content is ToolApprovalResponseContent || (content is FunctionResultContent result && IsAnswer(result, state));

    /// <summary>
    /// Sends the responses. Approvals are sent before rejections, because the server settles all other requests of a session
    /// together with a rejection. Together with a permanent approval, it settles all requests that the approval covers. See
    /// https://github.com/anomalyco/opencode/issues/33072.
    /// </summary>
    /// <returns>The state without the requests that are now settled.</returns>
    /// <exception cref="InvalidOperationException">
    /// A request doesn't wait for a response. If it didn't wait before the call, no response has been sent.
    /// </exception>
    /// <exception cref="ArgumentException">An answer doesn't match the questions. No response has been sent.</exception>
    public async Task<SessionState> SendAsync(OpenCodeClient client, SessionState state, CancellationToken cancellationToken)
    {
        var waiting = _approvals.Count == 0 ? [] : await WaitingAsync(client, state, cancellationToken).ConfigureAwait(false);
        var permissions = _approvals.Values.Where(a => !state.Settled.Contains(a.RequestId)).ToDictionary(a => waiting.Find(p => p.Id == a.RequestId) ?? throw NotWaiting(a.RequestId), Decide);
        var asked = _answers.Count == 0 ? [] : await client.Question.ListAsync(cancellationToken).ConfigureAwait(false);
        var questions = _answers.Values.Where(a => !state.Settled.Contains(a.CallId)).Select(a => asked.FirstOrDefault(q => q.Id == a.CallId) ?? throw NotWaiting(a.CallId))
            .ToDictionary(q => q, q => QuestionResult.Read(_answers[q.Id], q.Questions.Count));
        OnlySettled = permissions.Count + questions.Count == 0;
        HashSet<string> rejected = [];
        foreach (var (request, decision) in permissions.Where(p => p.Value.Reply != PermissionReply.Reject).Select(p => (p.Key, p.Value)))
        {
            await SendAsync(request.Id, () => client.Permission.ReplyAsync(request.Id, new() { Reply = decision.Reply }, cancellationToken), maySettle: decision.Reply == PermissionReply.Always).ConfigureAwait(false);
        }

        foreach (var (request, decision) in questions.Select(q => (q.Key, q.Value)))
        {
            Reject |= decision.IsRejected;
            await SendAsync(
                request.Id,
                () => decision.IsRejected ? client.Question.RejectAsync(request.Id, cancellationToken)
                    : client.Question.ReplyAsync(request.Id, new() { Answers = decision.Answers ?? [.. request.Questions.Select(_ => (IReadOnlyList<string>)[decision.Message!])] }, cancellationToken),
                maySettle: false).ConfigureAwait(false);
        }

        foreach (var (request, decision) in permissions.Where(p => p.Value.Reply == PermissionReply.Reject).Select(p => (p.Key, p.Value)))
        {
            Reject = true;
            var isFirst = rejected.Add(request.SessionId);
            await SendAsync(request.Id, () => client.Permission.ReplyAsync(request.Id, new() { Reply = decision.Reply, Message = decision.Message }, cancellationToken), maySettle: !isFirst).ConfigureAwait(false);
        }

        return await SettleAsync(client, state, permissions.Values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the identifiers of all pending permissions and questions of the directory.</summary>
    public static async Task<IReadOnlyList<string>> WaitingIdsAsync(OpenCodeClient client, CancellationToken cancellationToken) =>
    [
        .. (await client.Permission.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => p.Id),
        .. (await client.Question.ListAsync(cancellationToken).ConfigureAwait(false)).Select(q => q.Id),
    ];

    /// <summary>Returns the pending permission requests of the session and its sub-agents.</summary>
    private static async Task<List<PermissionRequest>> WaitingAsync(OpenCodeClient client, SessionState state, CancellationToken cancellationToken) =>
        [.. (await client.Permission.ListAsync(cancellationToken).ConfigureAwait(false)).Where(p => p.SessionId == state.SessionId || state.Pending.Any(known => known.Id == p.Id))];

    private async Task<SessionState> SettleAsync(OpenCodeClient client, SessionState state, IEnumerable<PermissionDecision> decisions, CancellationToken cancellationToken)
    {
        var open = state.Pending.Where(p => !_approvals.ContainsKey(p.Id) && !_answers.ContainsKey(p.Id)).ToList();
        var settled = state.Settled.Where(id => !_approvals.ContainsKey(id) && !_answers.ContainsKey(id)).ToList();
        if (open.Count > 0 && (Reject || decisions.Any(d => d.Reply == PermissionReply.Always)))
        {
            var waiting = await WaitingIdsAsync(client, cancellationToken).ConfigureAwait(false);
            settled.AddRange(open.Where(p => !waiting.Contains(p.Id)).Select(p => p.Id));
            open.RemoveAll(p => !waiting.Contains(p.Id));
        }

        return state with { Pending = open, Settled = settled };
    }

    private static async Task SendAsync(string requestId, Func<Task> send, bool maySettle)
    {
        try
        {
            await send().ConfigureAwait(false);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            if (!maySettle)
            {
                throw NotWaiting(requestId, e);
            }
        }
    }

    private static PermissionDecision Decide(ToolApprovalResponseContent response)
    {
        var word = response.AdditionalProperties?.TryGetValue(ReplyWords.Key, out var value) == true ? value switch
        {
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
            _ => value as string ?? $"{value}",
        } : null;
        return (response.Approved, word) switch
        {
            (true, null) => PermissionDecision.AllowOnce,
            (true, ReplyWords.Always) => PermissionDecision.AllowAlways,
            (false, null) => PermissionDecision.Reject(string.IsNullOrWhiteSpace(response.Reason) ? Rejected : response.Reason),
            (false, ReplyWords.Stop) => PermissionDecision.Reject(),
            _ => throw new ArgumentException(
                $"The response to {response.RequestId} has Approved = {response.Approved} and AdditionalProperties[\"{ReplyWords.Key}\"] = {word}, which can't be combined. Use CreateResponse, CreateAlwaysResponse, or CreateStopResponse."),
        };
    }

    private static void Add<T>(Dictionary<string, T> replies, string requestId, T reply)
    {
        if (replies.ContainsKey(requestId))
        {
            throw new ArgumentException($"There are two responses to the request {requestId}. Pass only one.");
        }

        replies[requestId] = reply;
    }

    private static bool IsAnswer(FunctionResultContent result, SessionState state) => state.Pending.Any(p => p.Id == result.CallId) || state.Settled.Contains(result.CallId);

    private static InvalidOperationException NotWaiting(string requestId, Exception? inner = null) => new(
        $"The request {requestId} does not wait for a response in this session: it is unknown, it has already received a response, or the server was restarted. " +
        "To continue the turn, run the agent with the session and without messages.",
        inner);
}
