using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Prompts;

namespace OpenCode.Agents.Runs;

/// <summary>Separates the messages of a run into responses to the agent and a prompt.</summary>
internal static class RunMessages
{
    private const string Begin = "Follow your instructions.";
    private const string Continue = "Continue.";
    private const string Ending = "These are messages of others in this conversation.";
    private const string Reply = Ending + " What follows is the next message; respond to it.";
    private const string GoOn = Ending + " Respond to them.";

    /// <exception cref="ArgumentException">
    /// The messages contain both responses and other contents, or a response is invalid.
    /// </exception>
    public static Replies Replies(IReadOnlyList<ChatMessage> messages, SessionState state)
    {
        var replies = new Replies(messages.SelectMany(m => m.Contents), state);
        if (replies.Any && messages.SelectMany(m => m.Contents).Any(c => !Requests.Replies.IsReply(c, state)))
        {
            throw new ArgumentException(
                "The messages contain both responses to requests of the agent and other contents. Pass only the responses, with which the agent continues its turn. Pass a new message after that turn has ended.",
                nameof(messages));
        }

        return replies;
    }

    /// <summary>Returns the messages in the form that a prompt accepts.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isContinued">Whether the session already contains messages.</param>
    public static IReadOnlyList<ChatMessage> Prompt(IReadOnlyList<ChatMessage> messages, bool isContinued)
    {
        var talk = messages.Where(m => m.Role != ChatRole.System && m.Contents.Count > 0).ToList();
        if (talk.Count == 0)
        {
            // A caller that runs an agent without a message has specified the task in the instructions.
            return [.. messages, Raw([Transcript.Added(isContinued ? Continue : Begin)])];
        }

        var last = talk.FindLastIndex(m => m.Role != ChatRole.User);
        if (!isContinued || last < 0)
        {
            return messages;
        }

        // Messages of other agents, for example in a workflow, are new to the session, which accepts only user messages.
        return
        [
            .. messages.Where(m => m.Role == ChatRole.System),
            Raw(Transcript.Write(talk.Take(last + 1), last < talk.Count - 1 ? Reply : GoOn)),
            .. talk.Skip(last + 1),
        ];
    }

    private static ChatMessage Raw(IEnumerable<Models.PartInput> parts) => new(ChatRole.User, [.. parts.Select(p => new AIContent { RawRepresentation = p })]);
}
