using System.Diagnostics;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Measures the time from the start of a process to the response to its first call.</summary>
internal sealed class FirstCallComparison : Comparison
{
    public override string Name => "first-call";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var url = (await bench.ServerAsync(cancellationToken)).NewWorld(WorldKind.Messages(0)).ToString();
        List<Contestant> contestants =
        [
            new("sdk", token => MeasureAsync(Self.StartInfo("first-call", "sdk", url), token)),
            new("http-client", token => MeasureAsync(Self.StartInfo("first-call", "http-client", url), token)),
        ];
        if (bench.HasJavaScript)
        {
            var sdk = (await bench.JavaScriptAsync(cancellationToken)).Sdk;
            contestants.Add(new Contestant("javascript", token => MeasureAsync(Self.Redirected("node", [sdk.FirstCall, sdk.Folder, url]), token)));
        }

        return contestants;
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("first-call", standings.TimeRatio("sdk", "http-client"), "x HttpClient", Bar.AtMost(1.2)),
        .. standings.Names.Order(StringComparer.Ordinal).Select(contestant => new Row($"first-call.{contestant}", standings.Time(contestant) / 1_000_000, "ms")),
    ];

    private static async Task<Sample> MeasureAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(began);
        await process.WaitForExitAsync(cancellationToken);
        return line is { Length: > 0 } && process.ExitCode == 0
            ? Sample.OfTime(elapsed.TotalNanoseconds)
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with exit code {process.ExitCode}.");
    }
}
