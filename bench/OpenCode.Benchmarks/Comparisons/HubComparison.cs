using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads events through a hub: with one reader, and with 999 additional readers of other sessions.</summary>
internal sealed class HubComparison : Comparison
{
    public override string Name => "hub";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        var count = bench.Operations(50_000, 500);
        var others = bench.Operations(999, 19);
        var session = bench.Recording.SessionId;
        return
        [
            new("one-reader", token => HubReading.MeasureAsync(server.NewWorld(WorldKind.Delta(count)), count, session, 1, 0, token)),
            new("many-readers", token => HubReading.MeasureAsync(server.NewWorld(WorldKind.Delta(count)), count, session, 1, others, token)),
            new("no-hub", token => SubscribeAsync(server.NewWorld(WorldKind.Delta(count)), count, token)),
        ];
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("hub.1", 1000 / standings.Time("one-reader"), "M/s", Bar.AtLeast(0.7)),
        new("hub.1000", standings.TimeRatio("many-readers", "one-reader"), "x 1 reader", Bar.AtMost(1.25)),
        new("hub.no-hub", 1000 / standings.Time("no-hub"), "M/s"),
        new("hub.1.bytes", standings.Bytes("one-reader"), "B/event"),
        new("hub.1000.bytes", standings.Bytes("many-readers"), "B/event"),
    ];

    private static async Task<Sample> SubscribeAsync(Uri url, int count, CancellationToken cancellationToken)
    {
        using var client = new OpenCodeClient(url);
        return await EventReading.MeasureAsync(url, count, client.Event.SubscribeAsync(cancellationToken), cancellationToken);
    }
}
