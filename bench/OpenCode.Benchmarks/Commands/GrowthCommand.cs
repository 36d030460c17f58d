using System.Globalization;
using OpenCode.Benchmarks.Growth;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Plots;
using OpenCode.Benchmarks.Report;

namespace OpenCode.Benchmarks.Commands;

/// <summary>Measures how the cost grows, prints one line for each result, and draws plots.</summary>
internal static class GrowthCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter results, TextWriter progress, CancellationToken cancellationToken)
    {
        var arguments = Arguments.Parse(args, ["--short", "--markdown"], ["--only", "--rounds", "--svg"]);
        await using var bench = new Workbench(progress)
        {
            IsShort = arguments.Has("--short"),
            Rounds = arguments.Value("--rounds") is { } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : null,
        };
        var folder = arguments.Value("--svg") ?? (arguments.Has("--markdown") ? PerformancePage.PlotFolder : null);
        var all = new List<(GrowthStudy Study, IReadOnlyList<GrowthResult> Results)>();
        await results.WriteLineAsync(GrowthResult.Header);
        foreach (var study in Choice.Of(AllStudies.Create(), study => study.Name, arguments.Value("--only")))
        {
            var found = await new GrowthRunner(bench, progress).RunAsync(study, cancellationToken);
            all.Add((study, found));
            await results.WriteLineAsync(string.Join(Environment.NewLine, found));
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, $"{study.Name}.svg"), PlotOf(study, found).ToSvg(), cancellationToken);
            }
        }

        if (arguments.Has("--markdown"))
        {
            await PerformancePage.ReplaceAsync("growth", GrowthReport.Of(all, $"growth {string.Join(' ', args)}"), cancellationToken);
        }

        return ExitCode.Success;
    }

    private static Plot PlotOf(GrowthStudy study, IReadOnlyList<GrowthResult> results) => new(
        study.Title,
        study.SizeLabel,
        study.Unit,
        [.. study.Series.Select(series => new PlotLine(series, [.. results.Where(r => r.Series == series).Select(r => (r.Size, r.Value))]))]);
}
