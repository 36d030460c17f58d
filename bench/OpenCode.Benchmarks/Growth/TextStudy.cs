using OpenCode.Benchmarks.Comparisons;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Follows a response whose text arrives in increasing numbers of deltas.</summary>
internal sealed class TextStudy : GrowthStudy
{
    public override string Name => "text";

    public override string Title => "Following one text";

    public override string SizeLabel => "deltas";

    public override string Unit => "us of processor time per delta";

    public override IReadOnlyList<int> Sizes => [1_000, 10_000, 100_000];

    public override IReadOnlyList<int> ShortSizes => [50, 200];

    public override IReadOnlyList<string> Series => ["PromptStreamingAsync", "SessionView"];

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        using var client = new OpenCodeClient(server.NewWorld(WorldKind.Turns(size)));
        var prompt = await Meter.MeasureProcessorAsync(size, () => PromptReading.ReadAsync(client, "ses_text", null, size, cancellationToken));
        return [prompt, await ViewReading.MeasureAsync(server, size, cancellationToken)];
    }
}
