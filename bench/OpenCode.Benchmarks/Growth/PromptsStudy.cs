using OpenCode.Benchmarks.Comparisons;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Sends prompts to increasing numbers of sessions at the same time over one event stream.</summary>
internal sealed class PromptsStudy : GrowthStudy
{
    private const int Deltas = 20;

    public override string Name => "prompts";

    public override string Title => "Parallel prompts on one event stream";

    public override string SizeLabel => "prompts";

    public override string Unit => "ms per prompt";

    public override double NanosecondsOfUnit => 1_000_000;

    public override IReadOnlyList<int> Sizes => [1, 10, 100, 1_000];

    public override IReadOnlyList<int> ShortSizes => [1, 5];

    public override IReadOnlyList<string> Series => ["PromptStreamingAsync"];

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        using var client = new OpenCodeClient(server.NewWorld(WorldKind.Turns(Deltas)));
        await using var hub = client.CreateEventHub();
        return
        [
            await Meter.MeasureAsync(size, () => Task.WhenAll(
                Enumerable.Range(0, size).Select(i => PromptReading.ReadAsync(client, $"ses_prompt{i}", hub, Deltas, cancellationToken)))),
        ];
    }
}
