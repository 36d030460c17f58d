using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>Converts the messages of a call to a system prompt and the parts of one user message.</summary>
internal sealed class PromptMessages
{
    private const string Reply = "That was the conversation so far. What follows is the next message; respond to it.";
    private const string Instructed = "That was the conversation so far. Follow the instructions.";
    private const string GoOn = "That was the conversation so far. Continue it.";

    /// <param name="messages">The messages.</param>
    /// <param name="isContinued">Whether the call continues a session, which already contains the earlier messages.</param>
    /// <exception cref="ArgumentException">A message is null, or it can't be added to an existing conversation.</exception>
    /// <exception cref="NotSupportedException">The role or the content of a message isn't supported.</exception>
    public PromptMessages(IEnumerable<ChatMessage> messages, bool isContinued)
    {
        // Some applications use empty messages as placeholders.
        var given = messages.Select(m => m ?? throw new ArgumentException("A message is null.", nameof(messages))).Where(m => m.Contents.Any(HasContent)).ToList();
        given.ForEach(RequireKnownRole);
        System = [.. given.Where(m => m.Role == ChatRole.System).SelectMany(SystemTexts)];
        var talk = given.Where(m => m.Role != ChatRole.System).ToList();
        var last = talk.FindLastIndex(m => m.Role != ChatRole.User);
        if (isContinued && last >= 0)
        {
            throw new ArgumentException(
                $"A message with the role \"{talk[last].Role}\" can't be added to an existing conversation: the session contains its own messages of the agent, which can't be edited. " +
                "With ChatOptions.ConversationId, pass only the new user messages. Without it, pass the whole history, which starts a new session.",
                nameof(messages));
        }

        var ending = last < talk.Count - 1 ? Reply : System.Count > 0 ? Instructed : GoOn;
        var history = last < 0 ? [] : Transcript.Write(talk.Take(last + 1), ending);
        Parts = [.. history, .. talk.Skip(last + 1).SelectMany(NewParts)];
    }

    /// <summary>The texts of the system messages.</summary>
    public IReadOnlyList<string> System { get; }

    /// <summary>The parts of the prompt; empty if there is nothing to respond to.</summary>
    public IReadOnlyList<PartInput> Parts { get; }

    private static bool HasContent(AIContent content) => content switch
    {
        { RawRepresentation: PartInput } => true,
        TextContent text => text.Text.Length > 0,

        // The usage of an earlier response isn't part of the conversation.
        UsageContent => false,
        _ => true,
    };

    private static void RequireKnownRole(ChatMessage message)
    {
        if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool)
        {
            throw new NotSupportedException($"The role \"{message.Role}\" is not supported. The supported roles are system, user, assistant, and tool.");
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
