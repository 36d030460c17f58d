using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Prompts;

namespace OpenCode.Agents.Runs;

/// <summary>Sorts the messages of a run: responses to the agent, and what it is told.</summary>
internal static class RunMessages
{
    private const string Begin = "Follow your instructions.";
    private const string Continue = "Continue.";
    private const string Ending = "These are messages of others in this conversation.";
    private const string Reply = Ending + " What follows is the next message; respond to it.";
    private const string GoOn = Ending + " Respond to them.";

    /// <exception cref="ArgumentException">There are responses and other messages, or a response is unclear.</exception>
    public static Replies Replies(IReadOnlyList<ChatMessage> messages, SessionState state)
    {
        var replies = new Replies(messages.SelectMany(m => m.Contents), state);
        if (replies.Any && messages.SelectMany(m => m.Contents).Any(c => !Requests.Replies.IsReply(c, state)))
        {
            throw new ArgumentException(
                "The messages contain responses to requests of the agent and other contents. Pass the responses alone: the agent continues its turn with them. Pass a new message when that turn has ended.",
                nameof(messages));
        }

        return replies;
    }

    /// <summary>The messages as a prompt takes them.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isContinued">Whether the session has messages already.</param>
    public static IReadOnlyList<ChatMessage> Prompt(IReadOnlyList<ChatMessage> messages, bool isContinued)
    {
        var talk = messages.Where(m => m.Role != ChatRole.System && m.Contents.Count > 0).ToList();
        if (talk.Count == 0)
        {
            // Whoever runs an agent without a message has told it what to do in its instructions.
            return [.. messages, Raw([Transcript.Added(isContinued ? Continue : Begin)])];
        }

        var last = talk.FindLastIndex(m => m.Role != ChatRole.User);
        if (!isContinued || last < 0)
        {
            return messages;
        }

        // What other agents have said, in a workflow for example, is new to the session, which takes messages of users only.
        return
        [
            .. messages.Where(m => m.Role == ChatRole.System),
            Raw(Transcript.Write(talk.Take(last + 1), last < talk.Count - 1 ? Reply : GoOn)),
            .. talk.Skip(last + 1),
        ];
    }

    private static ChatMessage Raw(IEnumerable<Models.PartInput> parts) => new(ChatRole.User, [.. parts.Select(p => new AIContent { RawRepresentation = p })]);
}
