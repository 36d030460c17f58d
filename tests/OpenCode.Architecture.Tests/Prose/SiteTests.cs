using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>The table of contents of the documentation site lists every page once.</summary>
public sealed partial class SiteTests
{
    [Test]
    public void Every_page_is_in_the_table_of_contents() =>
        Assert.That(Contents("docs/toc.yml"), Is.EquivalentTo(Directory.EnumerateFiles(Repository.File("docs"), "*.md").Select(Path.GetFileName)));

    [Test]
    public void Every_sample_has_a_page_in_the_table_of_contents_and_in_the_list()
    {
        var samples = Directory.EnumerateFiles(Repository.File("samples"), "Program.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.File("samples"), file).Split(Path.DirectorySeparatorChar)[0])
            .Append("UnitTesting").Distinct().Select(name => $"{name}/README.md").ToList();
        Assert.That(Contents("samples/toc.yml"), Is.EquivalentTo(samples.Prepend("README.md")));
        Assert.That(Link().Matches(File.ReadAllText(Repository.File("samples/README.md"))).Select(link => link.Groups[1].Value), Is.EquivalentTo(samples));
    }

    /// <summary>The site also checks the headings that links name.</summary>
    [Test]
    public void Links_lead_to_files()
    {
        var broken = from page in ProseTests.Files()
                     where Path.GetExtension(page) == ".md"
                     from Match link in RelativeLink().Matches(File.ReadAllText(Repository.File(page)))
                     let target = link.Groups[1].Value
                     where !File.Exists(Path.Combine(Path.GetDirectoryName(Repository.File(page))!, target))
                     select $"{page}: {target}";
        Assert.That(broken, Is.Empty);
    }

    private static IEnumerable<string> Contents(string path) => Target().Matches(File.ReadAllText(Repository.File(path))).Select(target => target.Groups[1].Value);

    [GeneratedRegex(@"^ *href: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"\]\(([^)#]+/README\.md)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}
