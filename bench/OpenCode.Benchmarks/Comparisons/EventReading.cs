using OpenCode.Benchmarks.Harness;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads streams of events from the loopback server. The time begins when the server is told to begin.</summary>
internal static class EventReading
{
    /// <summary>Reads events until there are enough.</summary>
    public static async Task<Sample> MeasureAsync(Uri url, int count, IAsyncEnumerable<Event> events, CancellationToken cancellationToken)
    {
        await using var enumerator = events.GetAsyncEnumerator(cancellationToken);
        await enumerator.MoveNextAsync();
        return await Meter.MeasureAsync(count, async () =>
        {
            await StartAsync(url, cancellationToken);
            for (var i = 0; i < count; i++)
            {
                await enumerator.MoveNextAsync();
            }
        });
    }

    /// <summary>Tells the server to send the events.</summary>
    public static async Task StartAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(url, "start"), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
