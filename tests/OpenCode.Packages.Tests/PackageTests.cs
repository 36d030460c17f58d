using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>What is in the packages.</summary>
[TestFixture("Sdk")]
[TestFixture("Generated")]
[TestFixture("Server")]
[TestFixture("Aspire.Hosting")]
[TestFixture("Extensions.Agents")]
[TestFixture("Extensions.AI")]
[TestFixture("Extensions.Hosting")]
[TestFixture("Extensions.NewtonsoftJson")]
[TestFixture("Extensions.Tools")]
[TestFixture("Fleet")]
[TestFixture("Fleet.Client")]
[TestFixture("Fleet.Tool")]
[TestFixture("Templates")]
[TestFixture("Testing")]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PackageTests(string package)
{
    [Test]
    public void It_says_what_it_is()
    {
        Assert.That(Value("id"), Is.EqualTo(Feed.IdPrefix + package));
        Assert.That(Value("version"), Is.EqualTo(Feed.Version));
        Assert.That(Value("description"), Does.Contain("opencode").And.Contains("1.x"));
        Assert.That(Value("tags").Split(' '), Does.Contain("opencode"));
        Assert.That(Value("authors"), Is.Not.Empty);
        Assert.That(Value("license"), Is.EqualTo("MIT"));
        Assert.That(Value("releaseNotes"), Does.Contain("CHANGELOG.md"));
    }

    [Test]
    public void Its_readme_icon_and_changelog_are_in_it()
    {
        var command = package switch
        {
            "Templates" => "new install",
            "Fleet.Tool" => "tool install --global",
            _ => "add package",
        };
        Assert.That(Feed.ReadText(package, Value("readme")), Does.Contain($"dotnet {command} {Feed.IdPrefix}"));
        Assert.That(Feed.ReadText(package, "CHANGELOG.md"), Is.EqualTo(File.ReadAllText(Repository.File("CHANGELOG.md"))));
        using var archive = Feed.Open(package);
        using var icon = archive.GetEntry(Value("icon"))!.Open();
        var start = new byte[8];
        icon.ReadExactly(start);
        Assert.That(start, Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }));
    }

    [Test]
    public void Its_readme_says_which_servers_it_is_for_before_anything_else() =>
        Assert.That(string.Join('\n', Feed.ReadText(package, "README.md").Split('\n').Take(5)), Does.Contain("1.x"));

    /// <summary>A source archive has no repository, and packs all the same.</summary>
    [Test]
    public async Task It_names_the_commit_it_was_built_from(CancellationToken cancellationToken)
    {
        var git = new ProcessStartInfo("git", ["rev-parse", "HEAD"]) { WorkingDirectory = Repository.Root };
        var (exitCode, commit) = await Command.RunAsync(git, cancellationToken);
        var repository = Feed.Metadata(package).Elements().SingleOrDefault(e => e.Name.LocalName == "repository");
        Assert.That(repository?.Attribute("commit")?.Value, Is.EqualTo(exitCode == 0 ? commit.Trim() : null));
    }

    private string Value(string name) => Feed.Metadata(package).Elements().Single(e => e.Name.LocalName == name).Value;
}
