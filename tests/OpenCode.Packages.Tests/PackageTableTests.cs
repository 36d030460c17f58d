using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>The table of packages in docs/releasing.md. With the environment variable OPENCODE_RECORD set, it is written again.</summary>
public sealed class PackageTableTests
{
    private const string Header = "| package | source | target frameworks | dependencies on .NET 10 |\n|---|---|---|---|\n";

    [Test]
    public void The_table_lists_all_packages_with_their_dependencies()
    {
        var path = Repository.File("docs/releasing.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf("| package | source |", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var files = Directory.EnumerateFiles(Feed.Packages, "*.nupkg").Order(StringComparer.Ordinal).ToList();
        var table = Header + string.Concat(files.Select(Row));
        foreach (var file in files)
        {
            TestContext.Out.WriteLine(FormattableString.Invariant($"{Package(file)}: {new FileInfo(file).Length / 1024:N0} KB"));
        }

        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 })
        {
            File.WriteAllText(path, text[..start] + table + text[end..]);
        }

        Assert.That(File.ReadAllText(path), Does.Contain(table), "Run 'OPENCODE_RECORD=1 dotnet test tests/OpenCode.Packages.Tests --filter PackageTableTests'.");
    }

    private static string Package(string file) => Path.GetFileName(file)[Feed.IdPrefix.Length..^$".{Feed.Version}.nupkg".Length];

    private static string Row(string file)
    {
        var package = Package(file);
        var groups = Feed.DependencyGroups(package).ToList();
        var frameworks = groups.Select(group => group.Attribute("targetFramework")!.Value.Replace(".NETStandard", "netstandard", StringComparison.Ordinal));
        var net10 = groups.SingleOrDefault(group => group.Attribute("targetFramework")!.Value == "net10.0");
        var dependencies = (net10?.Elements() ?? []).Select(dependency => $"`{dependency.Attribute("id")!.Value}`").Order(StringComparer.Ordinal).ToList();
        var shared = Feed.Metadata(package).Descendants().Where(e => e.Name.LocalName == "frameworkReference" && e.Parent!.Attribute("targetFramework")!.Value == "net10.0").Select(e => $"the framework `{e.Attribute("name")!.Value}`");
        return $"| `{Feed.IdPrefix}{package}` | `src/OpenCode.{package}` | {Join(frameworks.Select(framework => $"`{framework}`"), "any")} | {Join(dependencies.Concat(shared), "none")} |\n";
    }

    private static string Join(IEnumerable<string> items, string none) => string.Join(", ", items) is { Length: > 0 } text ? text : none;
}
