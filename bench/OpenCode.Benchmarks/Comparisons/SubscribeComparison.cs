using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads a stream of events over the loopback interface.</summary>
internal sealed class SubscribeComparison : Comparison
{
    private const string JavaScript = "javascript";

    public override string Name => "subscribe";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        var count = bench.Operations(100_000, 500);
        var length = Enumerable.Range(0, count).Sum(i => (long)Frames.Frame(bench.Recording.Events[i % bench.Recording.Events.Count]).Length);
        List<Contestant> contestants =
        [
            new("sdk", token => SubscribeAsync(server.NewWorld(WorldKind.Mix(count)), count, token)),
            new("parsing", token => ParseAsync(server.NewWorld(WorldKind.Mix(count)), count, token)),
            new("socket", token => ReadAsync(server.NewWorld(WorldKind.Mix(count)), count, length, token)),
        ];
        if (bench.HasJavaScript)
        {
            var node = await bench.JavaScriptAsync(cancellationToken);
            contestants.Add(new Contestant(JavaScript, token =>
                node.MeasureAsync(count, new() { ["task"] = "subscribe", ["url"] = server.NewWorld(WorldKind.Mix(count)).ToString(), ["count"] = count }, token)));
        }

        return contestants;
    }

    public override IEnumerable<Row> Rows(Standings standings)
    {
        if (standings.Has(JavaScript))
        {
            yield return new("subscribe.javascript-ratio", standings.SpeedRatio("sdk", JavaScript), "x JavaScript SDK", Bar.AtLeast(3.5));
        }

        yield return new("subscribe.parsing-ratio", standings.SpeedRatio("sdk", "parsing"), "x SseParser alone", Bar.AtLeast(0.5));
        yield return new("subscribe.bytes", standings.Bytes("sdk"), "B/event");
        foreach (var row in Rates.Of(Name, standings))
        {
            yield return row;
        }
    }

    private static async Task<Sample> SubscribeAsync(Uri url, int count, CancellationToken cancellationToken)
    {
        using var client = new OpenCodeClient(url);
        return await EventReading.MeasureAsync(url, count, client.Event.SubscribeAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Finds the events without reading their content.</summary>
    private static async Task<Sample> ParseAsync(Uri url, int count, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(url, "event"), cancellationToken);
        await using var events = SseParser.Create(stream, static (_, data) => data.Length).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        return await Meter.MeasureAsync(count, async () =>
        {
            await EventReading.StartAsync(url, cancellationToken);
            for (var i = 0; i < count; i++)
            {
                await events.MoveNextAsync();
            }
        });
    }

    /// <summary>Reads the bytes without parsing them.</summary>
    private static async Task<Sample> ReadAsync(Uri url, int count, long length, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(url, "event"), cancellationToken);
        var buffer = new byte[64 * 1024];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, Frames.Connected.Length), cancellationToken);
        return await Meter.MeasureAsync(count, async () =>
        {
            await EventReading.StartAsync(url, cancellationToken);
            for (var left = length; left > 0;)
            {
                left -= await stream.ReadAsync(buffer, cancellationToken);
            }
        });
    }
}
