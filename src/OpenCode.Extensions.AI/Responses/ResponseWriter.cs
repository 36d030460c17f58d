using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.AI.Responses;

/// <summary>Creates the response of a turn that has ended.</summary>
/// <param name="plan">The plan of the call.</param>
/// <param name="conversationId">The identifier of the conversation; null for none.</param>
/// <param name="names">The names of the caller's functions.</param>
internal sealed class ResponseWriter(ChatPlan plan, string? conversationId, HostedNames names)
{
    /// <exception cref="OpenCodeTurnException">The turn ended without a response.</exception>
    public ChatResponse Write(PromptEnd end)
    {
        var result = end.Result;
        return new ChatResponse(result.Messages.SelectMany(Messages).Concat(StructuredMessages(result)).ToList())
        {
            ConversationId = conversationId,
            ResponseId = result.Handle?.MessageId,
            ModelId = result.Message?.ToPromptModel().ToString(),
            CreatedAt = result.Message?.Time.Created,
            FinishReason = TurnEnds.Finish(end, plan),
            Usage = Usage.Of(result.Usage),
            AdditionalProperties = new() { [OpenCodeChatProperties.Cost] = result.Usage.Cost },
            RawRepresentation = result,
        };
    }

    /// <summary>
    /// Converts a message of the agent to chat messages: its text with the tool calls, and their results. Text that follows the
    /// results becomes another message, so that the order is kept.
    /// </summary>
    private List<ChatMessage> Messages(MessageWithParts message)
    {
        List<ChatMessage> written = [];
        ChatMessage? assistant = null;
        ChatMessage? results = null;
        foreach (var part in message.Parts)
        {
            switch (part)
            {
                case TextPart { Text.Length: > 0 } text when text.Synthetic != true && text.Ignored != true:
                    AddContent(new TextContent(text.Text) { RawRepresentation = text });
                    break;
                case ReasoningPart { Text.Length: > 0 } reasoning when !plan.HidesReasoning:
                    AddContent(new TextReasoningContent(reasoning.Text) { RawRepresentation = reasoning });
                    break;
                case FilePart file:
                    AddContent(ResponseContent.File(file));
                    break;
                case ToolPart tool when !ResponseContent.IsAnswer(tool, plan):
                    Add(ref assistant, ChatRole.Assistant, ResponseContent.Call(tool, names));
                    if (ResponseContent.Result(tool) is { } result)
                    {
                        Add(ref results, ChatRole.Tool, result);
                    }

                    break;
            }
        }

        return written;

        void AddContent(AIContent content)
        {
            if (results is not null)
            {
                assistant = null;
                results = null;
            }

            Add(ref assistant, ChatRole.Assistant, content);
        }

        void Add(ref ChatMessage? to, ChatRole role, AIContent content)
        {
            if (to is null)
            {
                to = new(role, []) { MessageId = role == ChatRole.Tool ? null : message.Info.Id, CreatedAt = message.Info.CreatedAt, RawRepresentation = message };
                written.Add(to);
            }

            to.Contents.Add(content);
        }
    }

    /// <summary>Returns the requested object as a separate message, so that the text of the message is only JSON.</summary>
    private IEnumerable<ChatMessage> StructuredMessages(TurnResult result)
    {
        if (plan.WantsJson && result.Structured is { } json)
        {
            yield return new(ChatRole.Assistant, [new TextContent(json.GetRawText())]) { MessageId = StructuredMessageId(result), CreatedAt = result.Message!.Time.Created };
        }
    }

    /// <summary>Returns a message identifier for the object.</summary>
    public static string StructuredMessageId(TurnResult result) => $"{result.Message!.Id}:structured";
}
