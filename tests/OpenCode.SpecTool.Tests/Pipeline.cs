using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>Runs <c>build/regenerate.proj</c> and what follows it, as people do.</summary>
internal static class Pipeline
{
    public static Task<(int ExitCode, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        DotNetAsync(["msbuild", Repository.File("build/regenerate.proj"), "-nodeReuse:false", .. arguments], cancellationToken);

    /// <summary>Compiles code generated into <paramref name="folder"/>, which keeps all that comes of it.</summary>
    public static Task<(int ExitCode, string Output)> CompileAsync(string folder, CancellationToken cancellationToken) => DotNetAsync(
        [
            "build", Repository.File("src/OpenCode.Generated"), "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:LibraryTargetFrameworks=net10.0",
            $"-p:GeneratedRoot={folder}", $"-p:ArtifactsPath={Path.Combine(folder, "artifacts")}",
        ],
        cancellationToken);

    private static async Task<(int ExitCode, string Output)> DotNetAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings must not reach the build it starts.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }
}
