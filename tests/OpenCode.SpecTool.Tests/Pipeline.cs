using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>Runs <c>build/regenerate.proj</c> and what follows it, as people do.</summary>
internal static class Pipeline
{
    public static Task<(int ExitCode, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        DotnetAsync(["msbuild", Repository.File("build/regenerate.proj"), .. arguments], cancellationToken);

    /// <summary>Compiles code generated into <paramref name="folder"/>, which keeps all that comes of it.</summary>
    public static Task<(int ExitCode, string Output)> CompileAsync(string folder, CancellationToken cancellationToken) => DotnetAsync(
        [
            "build", Repository.File("src/OpenCode.Generated"), "-p:LibraryTargetFrameworks=net10.0",
            $"-p:GeneratedRoot={folder}", $"-p:ArtifactsPath={Path.Combine(folder, "artifacts")}",
        ],
        cancellationToken);

    private static Task<(int ExitCode, string Output)> DotnetAsync(string[] arguments, CancellationToken cancellationToken) =>
        Command.RunAsync(Command.Dotnet(Repository.Root, arguments), cancellationToken);
}
