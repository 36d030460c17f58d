using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Tools.Origins;

/// <summary>Represents the unfinished tool calls of all sessions of a directory at one point in time.</summary>
/// <param name="Calls">
/// The calls; null if they can't be determined, because the last messages of a session don't include a message of the agent.
/// </param>
/// <param name="Sessions">The number of busy sessions.</param>
internal sealed record SessionCalls(IReadOnlyList<SessionCall>? Calls, int Sessions)
{
    /// <summary>
    /// The number of messages to read. The current message of the agent is the last one, unless prompts that wait follow it.
    /// </summary>
    private const long MessagesToRead = 5;

    /// <summary>Reads the calls. A call that waits for a permission hasn't been made yet, so it is omitted.</summary>
    public static async Task<SessionCalls> ReadAsync(OpenCodeClient client)
    {
        var statuses = await client.Session.StatusAsync().ConfigureAwait(false);
        var sessions = statuses.Where(status => status.Value is not SessionStatusIdle).Select(status => status.Key).ToList();
        var calls = new List<SessionCall>();
        foreach (var session in sessions)
        {
            var messages = await client.Session.MessagesAsync(session, new SessionMessagesQuery { Limit = MessagesToRead }).ConfigureAwait(false);
            if (messages.LastOrDefault(message => message.Info is AssistantMessage) is not { } message)
            {
                return new SessionCalls(messages.Count < MessagesToRead ? calls : null, sessions.Count);
            }

            calls.AddRange(message.Parts.OfType<ToolPart>().Select(ToCall).OfType<SessionCall>());
        }

        var asked = (await client.Permission.ListAsync().ConfigureAwait(false)).Select(ask => (ask.SessionId, ask.Tool?.MessageId, ask.Tool?.CallId)).ToHashSet();
        return new SessionCalls([.. calls.Where(call => !asked.Contains((call.Origin.SessionId, call.Origin.MessageId, call.Origin.CallId)))], sessions.Count);
    }

    private static SessionCall? ToCall(ToolPart part)
    {
        var origin = new ToolCallOrigin(part.SessionId, part.MessageId, part.CallId);
        return part.State switch
        {
            ToolStatePending => new SessionCall(origin, part.Tool, null),
            ToolStateRunning running => new SessionCall(origin, part.Tool, running.Input),
            _ => null,
        };
    }
}
