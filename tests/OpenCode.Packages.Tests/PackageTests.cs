using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>What is in the packages.</summary>
[TestFixture("Sdk", "Generated")]
[TestFixture("Generated", null)]
[TestFixture("Extensions.Hosting", "Sdk")]
[TestFixture("Extensions.NewtonsoftJson", "Generated")]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PackageTests(string package, string? dependency)
{
    private XElement Metadata
    {
        get
        {
            var root = XDocument.Parse(Feed.ReadText(package, $"{Feed.IdPrefix}{package}.nuspec")).Root!;
            return root.Element(root.Name.Namespace + "metadata")!;
        }
    }

    [Test]
    public void It_says_what_it_is()
    {
        Assert.That(Value("id"), Is.EqualTo(Feed.IdPrefix + package));
        Assert.That(Value("version"), Is.EqualTo(Feed.Version));
        Assert.That(Value("description"), Does.Contain("opencode"));
        Assert.That(Value("tags").Split(' '), Does.Contain("opencode"));
        Assert.That(Value("authors"), Is.Not.Empty);
        Assert.That(Value("license"), Is.EqualTo("MIT"));
        Assert.That(Value("releaseNotes"), Does.Contain("CHANGELOG.md"));
    }

    [Test]
    public void Its_readme_icon_and_changelog_are_in_it()
    {
        Assert.That(Feed.ReadText(package, Value("readme")), Does.Contain($"dotnet add package {Feed.IdPrefix}"));
        Assert.That(Feed.ReadText(package, "CHANGELOG.md"), Is.EqualTo(File.ReadAllText(Repository.File("CHANGELOG.md"))));
        using var archive = Feed.Open(package);
        using var icon = Content(archive, Value("icon"));
        Assert.That(icon.ToArray()[..8], Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }));
    }

    [Test]
    public void Each_target_framework_has_its_assembly_documentation_and_symbols()
    {
        using var archive = Feed.Open(package);
        using var symbols = Feed.Open(package, "snupkg");
        var names = Feed.TargetFrameworks.Select(framework => $"lib/{framework}/OpenCode.{package}").ToList();
        Assert.That(archive.Entries.Select(e => e.FullName).Where(n => n.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo(names.SelectMany(n => new[] { $"{n}.dll", $"{n}.xml" })));
        Assert.That(symbols.Entries.Select(e => e.FullName).Where(n => n.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo(names.Select(n => $"{n}.pdb")));
        foreach (var name in names)
        {
            using var assembly = new PEReader(Content(archive, $"{name}.dll"));
            using var pdb = MetadataReaderProvider.FromPortablePdbStream(Content(symbols, $"{name}.pdb"));
            var codeView = assembly.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView);
            Assert.That(new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id), Is.EqualTo(new BlobContentId(assembly.ReadCodeViewDebugDirectoryData(codeView).Guid, codeView.Stamp)), name);
            Assert.That(assembly.GetMetadataReader().ExportedTypes, Is.Empty, $"{name} forwards types");
        }
    }

    [Test]
    public void It_depends_on_the_package_below_it_in_the_same_version()
    {
        var groups = Metadata.Descendants().Where(e => e.Name.LocalName == "group").ToList();
        Assert.That(groups, Has.Count.EqualTo(Feed.TargetFrameworks.Count));
        foreach (var group in groups)
        {
            var own = group.Elements().Where(d => d.Attribute("id")!.Value.StartsWith(Feed.IdPrefix, StringComparison.Ordinal));
            Assert.That(own.Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value)), Is.EqualTo(dependency is null ? [] : new[] { (Feed.IdPrefix + dependency, Feed.Version) }));
            Assert.That(group.Elements().Select(d => d.Attribute("id")!.Value), Has.None.AnyOf("Polyfill", "Microsoft.CodeAnalysis.PublicApiAnalyzers"));
        }
    }

    /// <summary>A source archive has no repository, and packs all the same.</summary>
    [Test]
    public async Task It_names_the_commit_it_was_built_from(CancellationToken cancellationToken)
    {
        var git = new ProcessStartInfo("git", ["rev-parse", "HEAD"]) { WorkingDirectory = Repository.Root };
        var (exitCode, commit) = await Command.RunAsync(git, cancellationToken);
        var repository = Metadata.Elements().SingleOrDefault(e => e.Name.LocalName == "repository");
        Assert.That(repository?.Attribute("commit")?.Value, Is.EqualTo(exitCode == 0 ? commit.Trim() : null));
    }

    private static MemoryStream Content(ZipArchive archive, string entry)
    {
        using var stream = archive.GetEntry(entry)!.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        content.Position = 0;
        return content;
    }

    private string Value(string name) => Metadata.Elements().Single(e => e.Name.LocalName == name).Value;
}
