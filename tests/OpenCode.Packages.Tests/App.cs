using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>A program that uses the packages, in a folder of its own outside the repository.</summary>
internal sealed class App
{
    private App(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Where it runs.</summary>
    public string Project => Path.Combine(Folder, "project");

    /// <summary>Marks its processes, and the server's.</summary>
    public ProcessMark Mark { get; } = new();

    /// <summary>An empty folder.</summary>
    /// <param name="name">What the name of the folder starts with.</param>
    public static App Create(string name) => new(Directory.CreateDirectory(Path.Combine(Feed.Folder, $"{name}-{Guid.NewGuid():N}")).FullName);

    /// <param name="source">A folder of this project, for instance <c>Apps/Web</c>.</param>
    public static App Copy(string source)
    {
        var app = Create(Path.GetFileName(source));
        foreach (var file in Directory.EnumerateFiles(Repository.File($"tests/OpenCode.Packages.Tests/{source}")))
        {
            File.Copy(file, Path.Combine(app.Folder, Path.GetFileName(file)));
        }

        return app;
    }

    /// <summary>Runs a command to its end, which is a success.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> SucceedAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Command.RunAsync(start, cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        return output;
    }

    /// <summary>Builds with the packages, whose version and source are told in the environment.</summary>
    public ProcessStartInfo Dotnet(string command, params IEnumerable<string> arguments)
    {
        var start = Command.Dotnet(Folder, [command, "-warnaserror", .. arguments]);
        start.Environment["PackageIdPrefix"] = Feed.IdPrefix;
        start.Environment["PackedVersion"] = Feed.Version;
        start.Environment["RestoreAdditionalProjectSources"] = Feed.Packages;
        return start;
    }

    /// <summary>Runs it with a home of its own.</summary>
    public ProcessStartInfo Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Directory.CreateDirectory(Project).FullName };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("XDG_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = Directory.CreateDirectory(Path.Combine(Folder, "home")).FullName;
        start.Environment["OPENCODE_BIN"] = Feed.ServerExecutable;
        start.Environment[Mark.Variable] = Mark.Value;
        return start;
    }
}
