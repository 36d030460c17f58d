using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.Agents.Runs;

/// <summary>
/// Creates the updates of a run. A run that continues a turn omits the parts that an earlier run has delivered. A tool call is
/// delivered together with its result, because the framework treats a call without a result at the end of a run as a call of a
/// caller's function.
/// </summary>
/// <param name="plan">The plan of the run.</param>
/// <param name="sessionId">The session.</param>
/// <param name="names">The names of the caller's functions.</param>
/// <param name="delivered">The parts of the turn that have been delivered.</param>
internal sealed class AgentWriter(ChatPlan plan, string sessionId, HostedNames names, DeliveredParts delivered)
{
    private const string RejectedReason = "rejected";

    private readonly UpdateWriter _writer = new(plan, sessionId, names);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToolPart> _calls = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> _before = delivered.Lengths;

    /// <summary>The identifier of the user message; null until the server has accepted it.</summary>
    public string? ResponseId
    {
        get => _writer.ResponseId;
        set => _writer.ResponseId = value;
    }

    /// <exception cref="OpenCodeTurnException">The turn ended without a response.</exception>
    /// <exception cref="TimeoutException">The turn reached a timeout.</exception>
    public IEnumerable<ChatResponseUpdate> Write(PromptUpdate update) => update switch
    {
        PromptTextDelta delta when New(delta.PartId, delta.Text) is var text => text.Length == 0 ? [] : plan.WantsJson ? [Empty(update)] : _writer.Write(delta with { Text = text }),
        PromptReasoningDelta delta when New(delta.PartId, delta.Text) is var text => text.Length == 0 ? [] : _writer.Write(delta with { Text = text }),
        PromptTextReplaced replaced => Replace(replaced),
        PromptToolChanged changed => Tool(changed),
        PromptPermissionAsked or PromptQuestionAsked => [Empty(update)],
        _ => _writer.Write(update),
    };

    /// <summary>
    /// Converts the end of a turn that the caller's rejection has ended. It isn't a failure, because the caller intended it.
    /// </summary>
    public ChatResponseUpdate WriteRejected(PromptRejected end)
    {
        var update = Empty(end);
        update.Contents.Add(new UsageContent(Usage.Of(end.Result.Usage)));
        update.FinishReason = new(RejectedReason);
        update.AdditionalProperties = new() { [OpenCodeChatProperties.Cost] = end.Result.Usage.Cost };
        return update;
    }

    /// <summary>Converts the requests that the turn waits for.</summary>
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

        // A text that an earlier run has delivered isn't available for a comparison with the new text.
        return plan.WantsJson || _before.ContainsKey(update.PartId) ? [Empty(update)] : _writer.Write(update);
    }

    private IEnumerable<ChatResponseUpdate> Tool(PromptToolChanged update)
    {
        _calls[update.Part.CallId] = update.Part;
        return ResponseContent.Result(update.Part) is null ? [Empty(update)]
            : delivered.TryAddTool(update.Part.Id) ? _writer.Write(update)
            : [];
    }

    /// <summary>Returns the part of a delta that hasn't been delivered.</summary>
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
