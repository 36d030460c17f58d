using System.Text;
using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.AI.Responses;

/// <summary>
/// Creates the updates of a response while the turn runs. Each update of the turn becomes at least one update of the response,
/// with the original as its <see cref="ChatResponseUpdate.RawRepresentation"/>. An update that isn't content, such as a to-do
/// list, becomes an update without contents.
/// </summary>
/// <param name="plan">The plan of the call.</param>
/// <param name="conversationId">The identifier of the conversation; null for none.</param>
/// <param name="names">The names of the caller's functions.</param>
internal sealed class UpdateWriter(ChatPlan plan, string? conversationId, HostedNames names)
{
    private readonly Dictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);

    /// <summary>The identifier of the user message; null until the server has accepted it.</summary>
    public string? ResponseId { get; set; }

    /// <exception cref="OpenCodeTurnException">The turn ended without a response.</exception>
    /// <exception cref="TimeoutException">The turn reached a timeout.</exception>
    public IEnumerable<ChatResponseUpdate> Write(PromptUpdate update) => update switch
    {
        PromptTextDelta delta => [Text(delta.MessageId, delta.PartId, delta.Text, isReasoning: false, update)],
        PromptReasoningDelta delta => [Text(delta.MessageId, delta.PartId, delta.Text, isReasoning: true, update)],
        PromptTextReplaced replaced => [Replaced(replaced)],
        PromptToolChanged changed => Tool(changed.Part, update),
        PromptEnd end => End(end),
        _ => [Update(update)],
    };

    private ChatResponseUpdate Text(string messageId, string partId, string text, bool isReasoning, PromptUpdate update)
    {
        if (!_texts.TryGetValue(partId, out var delivered))
        {
            _texts[partId] = delivered = new();
        }

        delivered.Append(text);
        return isReasoning && plan.HidesReasoning ? Update(update)
            : Update(update, messageId, isReasoning ? new TextReasoningContent(text) : new TextContent(text));
    }

    /// <summary>
    /// Converts a replaced text. A stream can't retract delivered text. If the new text extends it, the rest is yielded.
    /// Otherwise, only the original update contains the new text.
    /// </summary>
    private ChatResponseUpdate Replaced(PromptTextReplaced update)
    {
        var before = _texts.TryGetValue(update.PartId, out var delivered) ? delivered.ToString() : "";
        return update.Text.Length > before.Length && update.Text.StartsWith(before, StringComparison.Ordinal)
            ? Text(update.MessageId, update.PartId, update.Text[before.Length..], update.IsReasoning, update)
            : Update(update);
    }

    private IEnumerable<ChatResponseUpdate> Tool(ToolPart tool, PromptUpdate update)
    {
        if (ResponseContent.IsAnswer(tool, plan) || tool.State is ToolStatePending)
        {
            // The arguments of a pending call are incomplete.
            yield return Update(update);
            yield break;
        }

        if (_called.Add(tool.Id))
        {
            yield return Update(update, tool.MessageId, ResponseContent.Call(tool, names));
        }

        if (ResponseContent.Result(tool) is { } result && _returned.Add(tool.Id))
        {
            var returned = Update(update, null, result);
            returned.Role = ChatRole.Tool;
            yield return returned;
        }
        else if (tool.State is ToolStateRunning)
        {
            yield return Update(update);
        }
    }

    private IEnumerable<ChatResponseUpdate> End(PromptEnd end)
    {
        var finish = TurnEnds.Finish(end, plan);
        var result = end.Result;
        foreach (var file in result.Messages.SelectMany(m => m.Parts).OfType<FilePart>())
        {
            yield return Update(end, file.MessageId, ResponseContent.File(file));
        }

        if (plan.WantsJson && result.Structured is { } json)
        {
            yield return Update(end, ResponseWriter.StructuredMessageId(result), new TextContent(json.GetRawText()));
        }

        ResponseId = result.Handle?.MessageId ?? ResponseId;
        var last = Update(end);
        last.Contents.Add(new UsageContent(Usage.Of(result.Usage)));
        last.FinishReason = finish;
        last.ModelId = result.Message?.ToPromptModel().ToString();
        last.CreatedAt = result.Message?.Time.Created;

        // In an update without a message identifier, these are properties of the response, not of its last message.
        last.AdditionalProperties = new() { [OpenCodeChatProperties.Cost] = result.Usage.Cost };
        yield return last;
    }

    private ChatResponseUpdate Update(PromptUpdate update, string? messageId, AIContent content) => new(ChatRole.Assistant, [content])
    {
        MessageId = messageId,
        ConversationId = conversationId,
        ResponseId = ResponseId,
        RawRepresentation = update,
    };

    private ChatResponseUpdate Update(PromptUpdate update) => new()
    {
        ConversationId = conversationId,
        ResponseId = ResponseId,
        RawRepresentation = update,
    };
}
