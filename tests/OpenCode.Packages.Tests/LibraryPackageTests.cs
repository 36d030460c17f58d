using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>The assemblies and dependencies of the packages that have any.</summary>
[TestFixture("Sdk", "Generated")]
[TestFixture("Generated", null)]
[TestFixture("Aspire.Hosting", "Sdk")]
[TestFixture("Extensions.Agents", "Extensions.AI")]
[TestFixture("Extensions.AI", "Sdk")]
[TestFixture("Extensions.Hosting", "Sdk")]
[TestFixture("Extensions.NewtonsoftJson", "Generated")]
[TestFixture("Extensions.Tools", "Sdk")]
[TestFixture("Fleet", "Fleet.Client,Sdk")]
[TestFixture("Fleet.Client", null)]
[TestFixture("Testing", "Sdk")]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class LibraryPackageTests(string package, string? dependencies)
{
    /// <summary>Neither ASP.NET Core nor Aspire has .NET Standard, and Orleans has only .NET 10.</summary>
    private IReadOnlyList<string> TargetFrameworks => package switch
    {
        "Fleet" or "Fleet.Client" => ["net10.0"],
        "Aspire.Hosting" or "Extensions.Tools" => [.. Feed.TargetFrameworks.Where(framework => framework != "netstandard2.0")],
        _ => Feed.TargetFrameworks,
    };

    [Test]
    public void Each_target_framework_has_its_assembly_documentation_and_symbols()
    {
        using var archive = Feed.Open(package);
        using var symbols = Feed.Open(package, "snupkg");
        var names = TargetFrameworks.Select(framework => $"lib/{framework}/{Feed.IdPrefix}{package}").ToList();
        Assert.That(archive.Entries.Select(e => e.FullName).Where(n => n.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo(names.SelectMany(n => new[] { $"{n}.dll", $"{n}.xml" })));
        Assert.That(symbols.Entries.Select(e => e.FullName).Where(n => n.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo(names.Select(n => $"{n}.pdb")));
        foreach (var name in names)
        {
            using var assembly = new PEReader(Content(archive, $"{name}.dll"));
            using var pdb = MetadataReaderProvider.FromPortablePdbStream(Content(symbols, $"{name}.pdb"));
            var codeView = assembly.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView);
            Assert.That(new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id), Is.EqualTo(new BlobContentId(assembly.ReadCodeViewDebugDirectoryData(codeView).Guid, codeView.Stamp)), name);
            var metadata = assembly.GetMetadataReader();
            Assert.That(metadata.GetString(metadata.GetAssemblyDefinition().Name), Is.EqualTo(Feed.IdPrefix + package), name);
            Assert.That(metadata.ExportedTypes, Is.Empty, $"{name} forwards types");
        }
    }

    [Test]
    public void It_depends_on_the_packages_below_it_in_the_same_version()
    {
        var groups = Feed.DependencyGroups(package).ToList();
        Assert.That(groups, Has.Count.EqualTo(TargetFrameworks.Count));
        foreach (var group in groups)
        {
            var own = group.Elements().Where(d => d.Attribute("id")!.Value.StartsWith(Feed.IdPrefix, StringComparison.Ordinal));
            Assert.That(own.Select(d => (d.Attribute("id")!.Value, d.Attribute("version")!.Value)), Is.EquivalentTo((dependencies?.Split(',') ?? []).Select(id => (Feed.IdPrefix + id, Feed.Version))));
            Assert.That(group.Elements().Select(d => d.Attribute("id")!.Value), Has.None.AnyOf("Polyfill", "Microsoft.CodeAnalysis.PublicApiAnalyzers", "Polly.Core", "Nerdbank.MessagePack"));
        }
    }

    /// <summary>A package that asks for more than it needs forces applications to update.</summary>
    [Test]
    public void It_asks_for_the_lowest_versions_that_work()
    {
        foreach (var group in Feed.DependencyGroups(package))
        {
            var framework = group.Attribute("targetFramework")!.Value;
            var asked = group.Elements().Select(d => (Id: d.Attribute("id")!.Value, Version: d.Attribute("version")!.Value)).ToList();
            Assert.That(asked, Is.EqualTo(asked.Select(d => (d.Id, package == "Extensions.Tools" ? LowestForMcp(d.Id, framework) : Lowest(package, d.Id, framework)))), framework);
        }
    }

    private static string Lowest(string package, string id, string framework) => (package, id) switch
    {
        // The first on every registry.
        ("Aspire.Hosting", "Aspire.Hosting") => "13.6.5",

        // The first on every registry, and what it asks for itself.
        ("Extensions.Agents", "Microsoft.Agents.AI.Abstractions") => "1.20.0",
        ("Extensions.Agents", "Microsoft.Extensions.AI.Abstractions") => "10.9.0",
        ("Extensions.Agents", "System.Text.Json" or "Microsoft.Bcl.AsyncInterfaces") => "10.0.11",

        // The first that says of a function call that it needs no invocation, and what it asks for itself.
        ("Extensions.AI", "Microsoft.Extensions.AI.Abstractions") => "10.3.0",
        ("Extensions.AI", "System.Text.Json" or "Microsoft.Bcl.AsyncInterfaces") => "10.0.3",

        // The first with all that the fleet uses; all packages of Orleans in a process must have the same version.
        (_, "Microsoft.Orleans.Sdk" or "Microsoft.Orleans.Server") => "10.4.2",
        _ => Lowest(id, framework),
    };

    private static string Lowest(string id, string framework) => id switch
    {
        _ when id.StartsWith(Feed.IdPrefix, StringComparison.Ordinal) => Feed.Version,
        "Microsoft.Kiota.Abstractions" or "Microsoft.Kiota.Http.HttpClientLibrary" => "2.1.6",
        "Std.UriTemplate" => "2.0.12",
        "Newtonsoft.Json" => "13.0.1",
        "System.Text.Json" => "9.0.0",
        "System.Net.ServerSentEvents" or "Microsoft.Bcl.AsyncInterfaces" => "9.0.18",
        "System.Diagnostics.DiagnosticSource" => "9.0.0",
        "Microsoft.Bcl.TimeProvider" => "8.0.1",
        _ => framework == "net10.0" ? "10.0.0" : "8.0.0",
    };

    /// <summary>What the MCP SDK asks for itself.</summary>
    private static string LowestForMcp(string id, string framework) => id switch
    {
        "ModelContextProtocol.AspNetCore" or "ModelContextProtocol.Core" => "2.0.0",
        "Microsoft.Extensions.AI.Abstractions" => "10.8.3",
        _ when id.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || id.StartsWith("System.", StringComparison.Ordinal) => "10.0.10",
        _ => Lowest(id, framework),
    };

    private static MemoryStream Content(ZipArchive archive, string entry)
    {
        using var stream = archive.GetEntry(entry)!.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        content.Position = 0;
        return content;
    }
}
