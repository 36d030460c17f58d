namespace OpenCode.Benchmarks.Growth;

/// <summary>All growth studies, in the order of the results.</summary>
internal static class AllStudies
{
    public static IReadOnlyList<GrowthStudy> Create() =>
        [new DecodeStudy(), new TextStudy(), new MessagesStudy(), new ReadersStudy(), new PromptsStudy()];
}
