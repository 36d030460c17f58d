using System.Globalization;
using OpenCode.Benchmarks.Comparisons;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Report;

namespace OpenCode.Benchmarks.Commands;

/// <summary>Runs all comparisons, and prints one line for each result.</summary>
internal static class CompareCommand
{
    /// <summary>The header line of the results.</summary>
    public const string Header = "name\tvalue\tunit\tbar\tok";

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter results, TextWriter progress, CancellationToken cancellationToken)
    {
        var arguments = Arguments.Parse(args, ["--short", "--without-javascript", "--native", "--markdown"], ["--only", "--rounds"]);
        await using var bench = new Workbench(progress)
        {
            IsShort = arguments.Has("--short"),
            HasJavaScript = !arguments.Has("--without-javascript"),
            Rounds = arguments.Value("--rounds") is { } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : null,
        };
        var comparisons = Choice.Of(AllComparisons.Create(arguments.Has("--native")), comparison => comparison.Name, arguments.Value("--only"));
        var (code, rows) = await RunAsync(bench, comparisons, results, progress, cancellationToken);
        if (arguments.Has("--markdown"))
        {
            await PerformancePage.ReplaceAsync("compare", MarkdownReport.Of(rows, $"compare {string.Join(' ', args)}"), cancellationToken);
        }

        return code;
    }

    /// <returns>The exit code, and the rows.</returns>
    public static async Task<(int Code, IReadOnlyList<Row> Rows)> RunAsync(
        Workbench bench,
        IEnumerable<Comparison> comparisons,
        TextWriter results,
        TextWriter progress,
        CancellationToken cancellationToken)
    {
        await results.WriteLineAsync(Header);
        var rows = await new Runner(bench, results, progress).RunAsync(comparisons, cancellationToken);
        foreach (var row in rows.Where(row => row.IsMissed))
        {
            await progress.WriteLineAsync($"Missed: {row.Name} is {row.ValueText} {row.Unit}, and should be {row.BarText}.");
        }

        return (rows.Any(row => row.IsMissed) ? ExitCode.BarMissed : ExitCode.Success, rows);
    }
}
