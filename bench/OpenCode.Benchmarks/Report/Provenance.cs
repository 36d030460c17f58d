using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenCode.Benchmarks.Report;

/// <summary>The origin of results: date, machine, versions, and command.</summary>
internal static class Provenance
{
    public static string Of(string command)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{date}, {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}:\n\n"
            + $"    dotnet run -c Release --project bench/OpenCode.Benchmarks -- {command.Trim()}";
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var model = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return model is null ? RuntimeInformation.ProcessArchitecture.ToString() : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
