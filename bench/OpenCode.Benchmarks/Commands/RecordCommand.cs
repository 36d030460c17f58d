using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Commands;

/// <summary>Records the event stream again from the live server.</summary>
internal static class RecordCommand
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Settings.ServerExecutable))
        {
            await Console.Error.WriteLineAsync("The server is missing. Run: dotnet build bench/OpenCode.Benchmarks -t:InstallOpenCodeServer");
            return ExitCode.Failed;
        }

        var path = Path.Combine(Settings.RepositoryRoot, "bench", "OpenCode.Benchmarks", "Recorded", "events.ndjson");
        var events = await Recorder.RecordAsync(cancellationToken);
        await File.WriteAllTextAsync(path, events, cancellationToken);
        var lines = events.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Console.Error.WriteLineAsync($"{path}: {lines.Length} events, {lines.Average(line => line.Length):0} bytes on average");
        return ExitCode.Success;
    }
}
