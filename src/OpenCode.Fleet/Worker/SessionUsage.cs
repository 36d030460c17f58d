using OpenCode.Models;

namespace OpenCode.Fleet;

/// <summary>Represents what a session and its sub-agents used, as the server stores it.</summary>
/// <param name="Total">The usage of all messages.</param>
/// <param name="Model">The model that wrote the last counted message of the session itself; null if there is none.</param>
/// <param name="Last">The last message of the session itself, of the user or of a model; null if there is none.</param>
internal sealed record SessionUsage(FleetUsage Total, string? Model, Message? Last = null)
{
    /// <summary>Reads the usage of a session.</summary>
    /// <param name="client">The client of the server.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="before">When the current turn started, whose messages don't count; null to count all messages.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public static async Task<SessionUsage> ReadAsync(OpenCodeClient client, string sessionId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var messages = await client.Session.MessagesAsync(sessionId, cancellationToken: cancellationToken).ConfigureAwait(false);
        var counted = messages.Select(m => m.Info).OfType<AssistantMessage>().Where(m => before is null || m.CreatedAt < before).ToList();
        var total = JobOutcomes.ToUsage(counted.Aggregate(new TurnUsage(), static (used, message) => used.Add(message)));
        foreach (var child in await client.Session.ChildrenAsync(sessionId, cancellationToken).ConfigureAwait(false))
        {
            total += (await ReadAsync(client, child.Id, before, cancellationToken).ConfigureAwait(false)).Total;
        }

        return new SessionUsage(total, JobOutcomes.ModelOf(counted.LastOrDefault()), messages.Count > 0 ? messages[^1].Info : null);
    }
}
