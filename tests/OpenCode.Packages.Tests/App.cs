using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>A program that uses the packages, in a folder of its own outside the repository.</summary>
internal sealed class App
{
    private App(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Marks its processes, and the server's.</summary>
    public ProcessMark Mark { get; } = new();

    /// <param name="source">A folder of this project, for instance <c>Apps/Web</c>.</param>
    public static App Copy(string source)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Feed.Folder, $"{Path.GetFileName(source)}-{Guid.NewGuid():N}"));
        foreach (var file in Directory.EnumerateFiles(Repository.File($"tests/OpenCode.Packages.Tests/{source}")))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        return new App(folder.FullName);
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
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Directory.CreateDirectory(Path.Combine(Folder, "project")).FullName };
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
