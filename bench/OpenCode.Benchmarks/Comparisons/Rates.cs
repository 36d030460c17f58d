using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>The speed of each contestant, without a bar.</summary>
internal static class Rates
{
    public static IEnumerable<Row> Of(string name, Standings standings) =>
        standings.Names.Order(StringComparer.Ordinal).Select(contestant => new Row($"{name}.{contestant}", 1000 / standings.Time(contestant), "M/s"));
}
