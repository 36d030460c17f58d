using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Sends calls one after another over an open connection: <c>GET /path</c>.</summary>
internal sealed class CallComparison : Comparison
{
    private const string JavaScript = "javascript";

    public override string Name => "call";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var url = (await bench.ServerAsync(cancellationToken)).NewWorld(WorldKind.Messages(0));
        var count = bench.Operations(2_000, 20);
        var client = new OpenCodeClient(url);
        var http = new HttpClient();
        var path = new Uri(url, "path");
        List<Contestant> contestants =
        [
            Repeat("sdk", count, token => client.Path.GetAsync(token)),
            Repeat("http-client", count, token => http.GetByteArrayAsync(path, token)),
        ];
        if (bench.HasJavaScript)
        {
            var node = await bench.JavaScriptAsync(cancellationToken);
            contestants.Add(new Contestant(JavaScript, token =>
                node.MeasureAsync(count, new() { ["task"] = "path", ["url"] = url.ToString(), ["count"] = count }, token)));
        }

        return contestants;
    }

    public override IEnumerable<Row> Rows(Standings standings)
    {
        yield return new("call", standings.TimeRatio("sdk", "http-client"), "x HttpClient", Bar.AtMost(1.25));
        yield return new("call.bytes", standings.Bytes("sdk"), "B/call", Bar.AtMost(9 * 1024));
        if (standings.Has(JavaScript))
        {
            yield return new("call.javascript-ratio", standings.TimeRatio("sdk", JavaScript), "x JavaScript SDK", Bar.AtMost(0.35));
        }

        yield return new("call.http-client.bytes", standings.Bytes("http-client"), "B/call");
        foreach (var contestant in standings.Names.Order(StringComparer.Ordinal))
        {
            yield return new($"call.{contestant}", standings.Time(contestant) / 1000, "us");
        }
    }

    private static Contestant Repeat(string name, int count, Func<CancellationToken, Task> call) => new(name, token => Meter.MeasureAsync(count, async () =>
    {
        for (var i = 0; i < count; i++)
        {
            await call(token);
        }
    }));
}
