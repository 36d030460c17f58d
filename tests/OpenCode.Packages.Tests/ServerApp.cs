using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>A program that references the server package, with a cache and an npm of its own.</summary>
/// <param name="source">Its folder in this project.</param>
/// <param name="registry">Where its server comes from.</param>
/// <param name="cache">Its cache; by default one of its own.</param>
internal sealed class ServerApp(string source, string registry, string? cache = null)
{
    public App App { get; } = App.Copy(source);

    public string Cache { get; } = cache ?? Path.Combine(Feed.Folder, $"cache-{Guid.NewGuid():N}");

    public string Output => Path.Combine(App.Folder, "out");

    /// <summary>The server in its output.</summary>
    public string Server => Path.Combine(Output, "opencode-server", "opencode");

    public bool HasNpm { get; init; } = true;

    public ProcessStartInfo Dotnet(string command, params IEnumerable<string> properties)
    {
        var start = App.Dotnet(command, ["--output", Output, $"-p:OpenCodeServerCacheFolder={Cache}", $"-p:OpenCodeServerRegistry={registry}", .. properties]);
        start.Environment["npm_config_cache"] = Path.Combine(Cache, "npm");
        start.Environment["npm_config_fetch_retries"] = "0";
        if (!HasNpm)
        {
            var tools = Directory.CreateDirectory(Path.Combine(App.Folder, "tools"));
            var npm = Path.Combine(tools.FullName, "npm");
            File.WriteAllText(npm, "#!/bin/sh\nexit 127\n");
            File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            start.Environment["PATH"] = $"{tools.FullName}:{start.Environment["PATH"]}";
        }

        return start;
    }

    public async Task<string> BuildAsync(CancellationToken cancellationToken, params string[] properties)
    {
        var (exitCode, output) = await Command.RunAsync(Dotnet("build", properties), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        return output;
    }

    /// <summary>Builds what can't be built; nothing is left behind.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> FailAsync(CancellationToken cancellationToken, params string[] properties)
    {
        var (exitCode, output) = await Command.RunAsync(Dotnet("build", properties), cancellationToken);
        Assert.That(exitCode, Is.Not.Zero, output);
        Assert.That(File.Exists(Server), Is.False);
        Assert.That(Files(), Is.Empty);
        return output;
    }

    /// <summary>The files in the cache, without npm's.</summary>
    public IEnumerable<string> Files() => !Directory.Exists(Cache) ? [] : Directory
        .EnumerateFiles(Cache, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Cache, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("npm/", StringComparison.Ordinal));
}
