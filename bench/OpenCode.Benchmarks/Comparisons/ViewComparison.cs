using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads a view of a session at each change while a text grows.</summary>
internal sealed class ViewComparison : Comparison
{
    public override string Name => "view";

    /// <summary>A round takes seconds.</summary>
    public override int Rounds => 3;

    public override int WarmupRounds => 1;

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        var deltas = bench.Operations(50_000, 200);
        return
        [
            new("view", token => ViewReading.MeasureAsync(server, deltas, token)),
            new("socket", token => ViewReading.MeasureSocketAsync(server, deltas, token)),
        ];
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("view", standings.Time("view") / 1000, "us/delta", Bar.AtMost(15)),
        new("view.socket", standings.Time("socket") / 1000, "us/delta"),
        new("view.bytes", standings.Bytes("view"), "B/delta", Bar.AtMost(2048)),
    ];
}
