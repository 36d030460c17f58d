using OpenCode.Benchmarks.Harness;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>
/// Reads streams of events from the loopback server. The measurement starts when the server is instructed to start.
/// </summary>
internal static class EventReading
{
    /// <summary>Reads events up to the given number.</summary>
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

    /// <summary>Instructs the server to send the events.</summary>
    public static async Task StartAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(url, "start"), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
