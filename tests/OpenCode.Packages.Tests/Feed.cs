using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>
/// The packages, packed once for all tests into a folder of its own, under a version that no other run has: so NuGet cannot
/// take an older one for it. They hold what has just been built, because to build it again takes minutes, and because packing
/// must not touch what other tests that run at the same time are using.
/// </summary>
[SetUpFixture]
public sealed class Feed
{
    private static DirectoryInfo? s_folder;

    public static string Version { get; } = $"0.0.0-test{Guid.NewGuid():N}";

    public static string IdPrefix { get; } = Setting("PackageIdPrefix");

    public static IReadOnlyList<string> TargetFrameworks { get; } = Setting("LibraryTargetFrameworks").Split(';');

    public static string ServerExecutable { get; } = Setting("OpenCodeExecutable");

    /// <summary>Outside the repository, so that nothing of it reaches what is built here.</summary>
    public static string Folder => s_folder!.FullName;

    public static string Packages => System.IO.Path.Combine(Folder, "packages");

    public static string Path(string package, string extension = "nupkg") => System.IO.Path.Combine(Packages, $"{IdPrefix}{package}.{Version}.{extension}");

    public static ZipArchive Open(string package, string extension = "nupkg") => ZipFile.OpenRead(Path(package, extension));

    public static string ReadText(string package, string entry)
    {
        using var archive = Open(package);
        using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>What a package says of itself.</summary>
    public static XElement Metadata(string package)
    {
        var root = XDocument.Parse(ReadText(package, $"{IdPrefix}{package}.nuspec")).Root!;
        return root.Element(root.Name.Namespace + "metadata")!;
    }

    /// <summary>What a package depends on, for each target framework.</summary>
    public static IEnumerable<XElement> DependencyGroups(string package) => Metadata(package).Descendants().Where(e => e.Name.LocalName == "group" && e.Parent!.Name.LocalName == "dependencies");

    /// <summary>The command by which packages are made, for what was built together with these tests.</summary>
    public static ProcessStartInfo Pack(string project, string output, params IEnumerable<string> arguments) =>
        Command.Dotnet(Repository.Root, ["pack", project, "--no-build", "--configuration", Setting("Configuration"), "--output", output, $"-p:Version={Version}", .. arguments]);

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        using var limit = TestTimeout.Start();
        s_folder = Directory.CreateTempSubdirectory("opencode-packages-");
        var (exitCode, output) = await Command.RunAsync(Pack("OpenCode.sln", Packages), limit.Token);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("warning"), output);
    }

    [OneTimeTearDown]
    public async Task RemoveAsync()
    {
        using var limit = TestTimeout.Start();
        s_folder?.Delete(recursive: true);

        // The apps have left their packages where NuGet keeps all of them.
        var (_, output) = await Command.RunAsync(Command.Dotnet(Repository.Root, "nuget", "locals", "global-packages", "--list"), limit.Token);
        var cache = output[(output.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim();
        foreach (var folder in Directory.EnumerateDirectories(cache, $"{IdPrefix}*".ToLowerInvariant()))
        {
            var version = new DirectoryInfo(System.IO.Path.Combine(folder, Version));
            if (version.Exists)
            {
                version.Delete(recursive: true);
            }

            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static string Setting(string key) => typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
