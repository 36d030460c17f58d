using OpenCode.Benchmarks.Comparisons;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Reads events through a hub with increasing numbers of readers.</summary>
internal sealed class ReadersStudy : GrowthStudy
{
    public override string Name => "readers";

    public override string Title => "Readers of a hub";

    public override string SizeLabel => "readers";

    public override string Unit => "us per event";

    public override IReadOnlyList<int> Sizes => [1, 10, 100, 1_000];

    public override IReadOnlyList<int> ShortSizes => [1, 10];

    public override IReadOnlyList<string> Series => ["all want the events, for each reader", "one wants the events, for all"];

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        var session = bench.Recording.SessionId;
        var shared = bench.Operations(Math.Max(2_000, 20_000 / size), 100);
        var all = await HubReading.MeasureAsync(server.NewWorld(WorldKind.Delta(shared)), shared, session, size, 0, cancellationToken);
        var count = bench.Operations(20_000, 100);
        var one = await HubReading.MeasureAsync(server.NewWorld(WorldKind.Delta(count)), count, session, 1, size - 1, cancellationToken);
        return [new Sample(all.Nanoseconds / size, all.Bytes / size), one];
    }
}
