using OpenCode.AI.Prompts;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.AI.Conversations;

/// <summary>Opens the session of a call: a new session, an existing one, or a copy of an existing one.</summary>
internal static class Conversation
{
    /// <exception cref="OpenCodeApiException">The server has no such session.</exception>
    public static async Task<OpenConversation> OpenAsync(
        OpenCodeClient client, ChatPlan plan, IReadOnlyList<PermissionRule> rights, OpenCodeChatClientOptions options, CancellationToken cancellationToken)
    {
        if (plan.ConversationId is { } id)
        {
            id = plan.IsFork ? await ForkAsync(client, id, plan.ForkAfter, cancellationToken).ConfigureAwait(false) : id;
            await ToolRights.EnsureAsync(client, id, rights, cancellationToken).ConfigureAwait(false);
            return new(client, id, options);
        }

        var request = rights.Count == 0 ? options.NewSession : options.NewSession with { Permission = [.. options.NewSession.Permission ?? [], .. rights] };
        return new(client, (await client.Session.CreateAsync(request, cancellationToken).ConfigureAwait(false)).Id, options);
    }

    private static async Task<string> ForkAsync(OpenCodeClient client, string id, string? last, CancellationToken cancellationToken)
    {
        var first = last is null ? null : await NextTurnAsync(client, id, last, cancellationToken).ConfigureAwait(false);
        return (await client.Session.ForkAsync(id, new() { MessageId = first }, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <summary>Returns the first message that the copy doesn't contain, or null if it contains all messages.</summary>
    /// <exception cref="ArgumentException">The session has no such turn.</exception>
    private static async Task<string?> NextTurnAsync(OpenCodeClient client, string sessionId, string last, CancellationToken cancellationToken)
    {
        string? next = null;

        // The messages are enumerated from the newest to the oldest.
        await foreach (var message in client.Session.EnumerateMessagesAsync(sessionId, null, cancellationToken).ConfigureAwait(false))
        {
            if (message.Info.Id == last)
            {
                return next;
            }

            next = message.Info is UserMessage ? message.Info.Id : next;
        }

        throw new ArgumentException($"The conversation {sessionId} has no response {last} to fork after. Pass a response of this conversation.", nameof(last));
    }
}
