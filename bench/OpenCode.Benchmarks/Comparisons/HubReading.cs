using OpenCode.Benchmarks.Harness;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads the events of one session through a hub.</summary>
internal static class HubReading
{
    /// <param name="url">The server. All of its events belong to one session.</param>
    /// <param name="count">The number of events.</param>
    /// <param name="session">The session that the events belong to.</param>
    /// <param name="readers">The number of readers of this session.</param>
    /// <param name="others">The number of readers of sessions without events.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The cost of one event for all readers together.</returns>
    public static async Task<Sample> MeasureAsync(Uri url, int count, string session, int readers, int others, CancellationToken cancellationToken)
    {
        using var client = new OpenCodeClient(url);
        await using var hub = client.CreateEventHub();
        var wanted = await JoinAsync(hub, Enumerable.Repeat(session, readers), cancellationToken);
        var idle = await JoinAsync(hub, Enumerable.Range(0, others).Select(i => $"ses_other{i}"), cancellationToken);

        // Readers of a hub wait for events, as in an application.
        var waiting = idle.Select(reader => reader.MoveNextAsync().AsTask()).ToList();
        var sample = await Meter.MeasureAsync(count, async () =>
        {
            var reading = wanted.Select(reader => Task.Run(() => ReadAsync(reader, count), cancellationToken)).ToList();
            await EventReading.StartAsync(url, cancellationToken);
            await Task.WhenAll(reading);
        });

        await hub.DisposeAsync();
        await Task.WhenAny(Task.WhenAll(waiting));
        foreach (var reader in wanted.Concat(idle))
        {
            await reader.DisposeAsync();
        }

        return sample;
    }

    /// <summary>
    /// Subscribes readers. When the method returns, each reader has received its first event, <c>server.connected</c>.
    /// </summary>
    private static async Task<List<IAsyncEnumerator<Event>>> JoinAsync(EventHub hub, IEnumerable<string> sessions, CancellationToken cancellationToken)
    {
        var readers = new List<IAsyncEnumerator<Event>>();
        foreach (var session in sessions)
        {
            var reader = hub.SubscribeAsync(new() { SessionId = session, Overflow = EventOverflow.Wait }, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await reader.MoveNextAsync();
            readers.Add(reader);
        }

        return readers;
    }

    private static async Task ReadAsync(IAsyncEnumerator<Event> reader, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await reader.MoveNextAsync();
        }
    }
}
