using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>All comparisons, in the order of the results.</summary>
internal static class AllComparisons
{
    /// <param name="hasNative">Whether the Quickstart is published with Native AOT, which takes minutes.</param>
    public static IReadOnlyList<Comparison> Create(bool hasNative)
    {
        List<Comparison> all =
        [
            new DecodeComparison("decode.mix", recording => recording.Events, leastSpeed: 0.75, mostBytes: 420),
            new DecodeComparison("decode.delta", recording => recording.Deltas, leastSpeed: 0.6, mostBytes: 260),
            new EncodeComparison(),
            new SubscribeComparison(),
            new CallComparison(),
            new MessagesComparison(),
            new HubComparison(),
            new ViewComparison(),
            new FirstCallComparison(),
        ];
        if (hasNative)
        {
            all.Add(new NativeComparison());
        }

        return all;
    }
}
