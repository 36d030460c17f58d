using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.Agents.Runs;

/// <summary>
/// Makes the updates of a run. A run that continues a turn leaves out what an earlier run has delivered. A tool call comes with its
/// result: the framework takes a call without one, at the end of a run, for a call of a function that the caller has.
/// </summary>
/// <param name="plan">What was asked for.</param>
/// <param name="sessionId">The session.</param>
/// <param name="names">The names of the caller's functions.</param>
/// <param name="delivered">What has been delivered of the turn.</param>
internal sealed class AgentWriter(ChatPlan plan, string sessionId, HostedNames names, DeliveredParts delivered)
{
    private const string RejectedReason = "rejected";

    private readonly UpdateWriter _writer = new(plan, sessionId, names);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToolPart> _calls = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> _before = delivered.Lengths;

    /// <summary>The message of the user, once the server has it.</summary>
    public string? ResponseId
    {
        get => _writer.ResponseId;
        set => _writer.ResponseId = value;
    }

    /// <exception cref="OpenCodeTurnException">The turn has ended without an answer.</exception>
    /// <exception cref="TimeoutException">The turn reached a limit of time.</exception>
    public IEnumerable<ChatResponseUpdate> Write(PromptUpdate update) => update switch
    {
        PromptTextDelta delta when New(delta.PartId, delta.Text) is var text => text.Length == 0 ? [] : plan.WantsJson ? [Empty(update)] : _writer.Write(delta with { Text = text }),
        PromptReasoningDelta delta when New(delta.PartId, delta.Text) is var text => text.Length == 0 ? [] : _writer.Write(delta with { Text = text }),
        PromptTextReplaced replaced => Replace(replaced),
        PromptToolChanged changed => Tool(changed),
        PromptPermissionAsked or PromptQuestionAsked => [Empty(update)],
        _ => _writer.Write(update),
    };

    /// <summary>The end of a turn that the caller has rejected something in. It is no failure: it is what the caller wanted.</summary>
    public ChatResponseUpdate WriteRejected(PromptRejected end)
    {
        var update = Empty(end);
        update.Contents.Add(new UsageContent(Usage.Of(end.Result.Usage)));
        update.FinishReason = new(RejectedReason);
        update.AdditionalProperties = new() { [OpenCodeChatProperties.Cost] = end.Result.Usage.Cost };
        return update;
    }

    /// <summary>What the turn waits for.</summary>
    public IEnumerable<ChatResponseUpdate> Write(CallerRequests requests)
    {
        foreach (var request in requests.Permissions)
        {
            var tool = request.Tool is not null && _calls.TryGetValue(request.Tool.CallId, out var call) ? call : null;
            yield return Ask(request.Tool?.MessageId, RequestContent.Of(request, tool, names));
        }

        foreach (var request in requests.Questions)
        {
            yield return Ask(request.Tool?.MessageId, RequestContent.Of(request));
        }
    }

    private IEnumerable<ChatResponseUpdate> Replace(PromptTextReplaced update)
    {
        _seen[update.PartId] = update.Text.Length;
        delivered.Extend(update.PartId, update.Text.Length);

        // What an earlier run has delivered can't be compared with the new text.
        return plan.WantsJson || _before.ContainsKey(update.PartId) ? [Empty(update)] : _writer.Write(update);
    }

    private IEnumerable<ChatResponseUpdate> Tool(PromptToolChanged update)
    {
        _calls[update.Part.CallId] = update.Part;
        return ResponseContent.Result(update.Part) is null ? [Empty(update)]
            : delivered.TryAddTool(update.Part.Id) ? _writer.Write(update)
            : [];
    }

    /// <summary>The end of a delta that has not been delivered.</summary>
    private string New(string partId, string text)
    {
        var from = _seen.TryGetValue(partId, out var seen) ? seen : 0;
        var to = from + text.Length;
        var known = _before.TryGetValue(partId, out var length) ? length : 0;
        _seen[partId] = to;
        delivered.Extend(partId, to);
        return to <= known ? "" : text[Math.Max(0, known - from)..];
    }

    private ChatResponseUpdate Ask(string? messageId, AIContent content) => new(ChatRole.Assistant, [content])
    {
        MessageId = messageId,
        ConversationId = sessionId,
        ResponseId = ResponseId,
        RawRepresentation = content.RawRepresentation,
    };

    private ChatResponseUpdate Empty(PromptUpdate update) => new()
    {
        ConversationId = sessionId,
        ResponseId = ResponseId,
        RawRepresentation = update,
    };
}
