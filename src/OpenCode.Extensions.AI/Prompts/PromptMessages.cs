using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>What the messages of a call become: the system prompt and the parts of one message of the user.</summary>
internal sealed class PromptMessages
{
    private const string Reply = "That was the conversation so far. What follows is the next message; respond to it.";
    private const string Instructed = "That was the conversation so far. Follow the instructions.";
    private const string GoOn = "That was the conversation so far. Continue it.";

    /// <param name="messages">The messages.</param>
    /// <param name="isContinued">Whether a session is continued, which knows what was said before.</param>
    /// <exception cref="ArgumentException">There is no message to respond to, or a message can't be part of a continued conversation.</exception>
    /// <exception cref="NotSupportedException">A message has a role or a content that can't be sent.</exception>
    public PromptMessages(IEnumerable<ChatMessage> messages, bool isContinued)
    {
        // Empty messages say nothing; some applications keep them as placeholders.
        var given = messages.Select(m => m ?? throw new ArgumentException("A message is null.", nameof(messages))).Where(m => m.Contents.Any(HasContent)).ToList();
        given.ForEach(RequireKnownRole);
        System = [.. given.Where(m => m.Role == ChatRole.System).SelectMany(SystemTexts)];
        var talk = given.Where(m => m.Role != ChatRole.System).ToList();
        var last = talk.FindLastIndex(m => m.Role != ChatRole.User);
        if (isContinued && last >= 0)
        {
            throw new ArgumentException(
                $"A message of the role \"{talk[last].Role}\" can't be added to a conversation: the session has its own messages of the agent, and they can't be edited. " +
                "With ChatOptions.ConversationId, pass only the new messages of the user; without, pass the whole history, which starts a new session.",
                nameof(messages));
        }

        var ending = last < talk.Count - 1 ? Reply : System.Count > 0 ? Instructed : GoOn;
        var history = last < 0 ? [] : Transcript.Write(talk.Take(last + 1), ending);
        Parts = [.. history, .. talk.Skip(last + 1).SelectMany(NewParts)];
    }

    /// <summary>The texts of the system messages.</summary>
    public IReadOnlyList<string> System { get; }

    /// <summary>The parts of the prompt; none if there is nothing to respond to.</summary>
    public IReadOnlyList<PartInput> Parts { get; }

    private static bool HasContent(AIContent content) => content switch
    {
        { RawRepresentation: PartInput } => true,
        TextContent text => text.Text.Length > 0,

        // It tells what an earlier response has used, not what was said.
        UsageContent => false,
        _ => true,
    };

    private static void RequireKnownRole(ChatMessage message)
    {
        if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool)
        {
            throw new NotSupportedException($"The role \"{message.Role}\" is not supported: messages are of the roles system, user, assistant and tool.");
        }
    }

    private static IEnumerable<string> SystemTexts(ChatMessage message) =>
        message.Contents.Where(HasContent).Select(c => c is TextContent text ? text.Text : throw PromptContent.Unsupported(c, message.Role));

    private static IEnumerable<PartInput> NewParts(ChatMessage message)
    {
        if (message.AuthorName is { Length: > 0 } author)
        {
            yield return Transcript.Added($"[{message.Role}: {author}]");
        }

        foreach (var content in message.Contents)
        {
            if (PromptContent.Part(content) is { } part)
            {
                yield return part;
            }
        }
    }
}
