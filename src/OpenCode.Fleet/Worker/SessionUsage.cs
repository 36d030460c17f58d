using OpenCode.Models;

namespace OpenCode.Fleet;

/// <summary>Represents what a session and its sub-agents used, as the server stores it.</summary>
/// <param name="Total">The usage of all messages.</param>
/// <param name="Model">The model that wrote the last message of the session itself; null if there is none.</param>
internal sealed record SessionUsage(FleetUsage Total, string? Model)
{
    /// <summary>Reads the usage of a session.</summary>
    /// <param name="client">The client of the server.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="before">The message before which messages count; null for all messages.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public static async Task<SessionUsage> ReadAsync(OpenCodeClient client, string sessionId, string? before, CancellationToken cancellationToken)
    {
        var messages = await client.Session.MessagesAsync(sessionId, cancellationToken: cancellationToken).ConfigureAwait(false);

        // The identifiers of the server are ordered by time, also in different sessions.
        var counted = messages.Select(m => m.Info).OfType<AssistantMessage>().Where(m => before is null || string.CompareOrdinal(m.Id, before) < 0).ToList();
        var total = JobOutcomes.ToUsage(counted.Aggregate(new TurnUsage(), static (used, message) => used.Add(message)));
        foreach (var child in await client.Session.ChildrenAsync(sessionId, cancellationToken).ConfigureAwait(false))
        {
            total += (await ReadAsync(client, child.Id, before, cancellationToken).ConfigureAwait(false)).Total;
        }

        return new SessionUsage(total, JobOutcomes.ModelOf(counted.LastOrDefault()));
    }
}
