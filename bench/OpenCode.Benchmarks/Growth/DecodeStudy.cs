using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Reads increasing numbers of events from memory.</summary>
internal sealed class DecodeStudy : GrowthStudy
{
    /// <summary>Smaller numbers of events are read several times, because the clock is not precise enough for them.</summary>
    private const int LeastEvents = 100_000;

    public override string Name => "decode";

    public override string Title => "Reading events";

    public override string SizeLabel => "events";

    public override string Unit => "us per event";

    public override IReadOnlyList<int> Sizes => [1_000, 10_000, 100_000, 1_000_000];

    public override IReadOnlyList<int> ShortSizes => [100, 1_000];

    public override IReadOnlyList<string> Series => ["SDK", "tokenizing"];

    public override Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken)
    {
        var repetitions = bench.IsShort ? 1 : Math.Max(1, LeastEvents / size);
        IDecoder[] decoders = [new SdkDecoder(), new Tokenizer()];
        return Task.FromResult<IReadOnlyList<Sample>>([.. decoders.Select(decoder => Measure(decoder, bench.Recording.Events, size, repetitions))]);
    }

    /// <summary>Measures the reading. Each repetition starts again at the first event.</summary>
    private static Sample Measure(IDecoder decoder, IReadOnlyList<byte[]> events, int size, int repetitions) => Meter.Measure(size * repetitions, () =>
    {
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            for (var i = 0; i < size; i++)
            {
                decoder.Decode(events[i % events.Count]);
            }
        }
    });
}
