using OpenCode.Testing;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>Holds every public text to docs/style.md.</summary>
public sealed class ProseTests
{
    /// <summary>The folders that contain public texts.</summary>
    private static readonly string[] s_folders = [".github", "bench", "build", "docs", "samples", "src"];

    private static StyleGuide Guide => new(File.ReadAllText(Repository.File("docs/style.md")));

    /// <summary>Lists the files with public texts by their paths from the root of the repository.</summary>
    internal static IEnumerable<string> Files()
    {
        var pages = Directory.EnumerateFiles(Repository.Root, "*.md");
        var others = s_folders.SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".cs" or ".liquid");
        return pages.Concat(others)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => file != "docs/style.md" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    [Test]
    public void Public_texts_use_no_phrase_that_the_style_guide_replaces()
    {
        var guide = Guide;
        var findings = from file in Files()
                       from paragraph in ProseReader.Read(file, File.ReadAllText(Repository.File(file)))
                       from finding in guide.Check(paragraph.Text)
                       select $"{file}({paragraph.Line}): '{finding.Phrase}'; write: {finding.Replacement}. {paragraph.Text.Trim()}";
        Assert.That(string.Join('\n', findings), Is.Empty);
    }

    [Test]
    public void The_style_guide_has_rules_and_the_tree_has_texts()
    {
        Assert.That(Guide.Count, Is.GreaterThan(25));
        Assert.That(Files().Select(Path.GetExtension).Distinct(), Is.EquivalentTo([".md", ".cs", ".liquid"]));
    }

    [TestCase("a.md", "The server has\nto respond.", "has to")]
    [TestCase("a.md", "- It is `has to` and [has to](x-has to).", "has to")]
    [TestCase("a.md", "```\nhas to\n```\nAn answer.", "answer")]
    [TestCase("a.md", "The answer to a question.", "")]
    [TestCase("a.md", "The behaviour, and it is normalised.", "behaviour normalised")]
    [TestCase("a.cs", "/// <summary>It has <c>has to</c>\n/// to <see cref=\"has to\"/> be.</summary>", "has to")]
    [TestCase("a.cs", "// It has to be.", "")]
    [TestCase("a.cs", "throw new(\"It \\\"has to\\\" be.\");", "has to")]
    [TestCase("a.cs", "var answer = \"answer\";", "")]
    public void Phrases_are_found_in_prose_and_not_in_code(string path, string content, string phrases)
    {
        var guide = Guide;
        var found = ProseReader.Read(path, content).SelectMany(paragraph => guide.Check(paragraph.Text)).Select(finding => finding.Phrase);
        Assert.That(string.Join(' ', found.Order(StringComparer.Ordinal)), Is.EqualTo(phrases));
    }
}
