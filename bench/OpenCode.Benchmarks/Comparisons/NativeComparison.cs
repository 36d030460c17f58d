using System.Diagnostics;
using System.Globalization;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>
/// Publishes the Quickstart with Native AOT, and compares the size of its executable and its startup with the JIT-compiled one.
/// </summary>
internal sealed class NativeComparison : Comparison
{
    private readonly string _folder = Path.Combine(Settings.RepositoryRoot, "artifacts", "bench", "quickstart");
    private double _size;

    public override string Name => "native";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var native = await PublishAsync("native", "-p:Native=true", cancellationToken);
        var compiled = await PublishAsync("jit", "-p:Native=false", cancellationToken);
        _size = new FileInfo(native).Length;
        return [new("native", token => MeasureAsync(native, token)), new("jit", token => MeasureAsync(compiled, token))];
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("native.size", _size / 1_000_000, "MB"),
        new("native.start", standings.Time("native") / 1_000_000, "ms"),
        new("native.jit-start", standings.Time("jit") / 1_000_000, "ms"),
    ];

    private async Task<string> PublishAsync(string name, string property, CancellationToken cancellationToken)
    {
        var output = Path.Combine(_folder, name);
        var project = Path.Combine(Settings.RepositoryRoot, "samples", "Quickstart");

        // Separate intermediate files, because an ordinary build is of another kind.
        using var process = Process.Start(Self.Redirected("dotnet", ["publish", project, "-c", "Release", "-o", output, property, "--artifacts-path", Path.Combine(_folder, "build-" + name)]))!;
        process.StandardInput.Close();
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? "Quickstart.exe" : "Quickstart")
            : throw new InvalidOperationException($"The Quickstart can't be published: {text}");
    }

    /// <summary>Measures the run of a program that only prints its usage.</summary>
    private static async Task<Sample> MeasureAsync(string program, CancellationToken cancellationToken)
    {
        const int usage = 2;
        var start = Self.Redirected(program, ["--help"]);
        start.RedirectStandardError = true;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == usage
            ? Sample.OfTime(Stopwatch.GetElapsedTime(began).TotalNanoseconds)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with exit code {process.ExitCode}."));
    }
}
