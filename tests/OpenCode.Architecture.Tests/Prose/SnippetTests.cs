using OpenCode.Testing;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>Code in the documentation is code that compiles and that other tests run. <c>OPENCODE_RECORD=1</c> updates the pages.</summary>
public sealed class SnippetTests
{
    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories));

    [Test]
    public void Snippets_are_the_regions_that_they_name()
    {
        var different = new List<string>();
        foreach (var page in Pages())
        {
            var markdown = File.ReadAllText(page);
            var updated = Snippets.Update(markdown, path => File.ReadAllText(Repository.File(path)));
            if (updated != markdown && Environment.GetEnvironmentVariable("OPENCODE_RECORD") == "1")
            {
                File.WriteAllText(page, updated);
            }
            else if (updated != markdown)
            {
                different.Add(Path.GetRelativePath(Repository.Root, page));
            }
        }

        Assert.That(different, Is.Empty, "Run 'OPENCODE_RECORD=1 dotnet test tests/OpenCode.Architecture.Tests --filter SnippetTests'.");
        Assert.That(Pages().Sum(page => Snippets.Count(File.ReadAllText(page))), Is.Positive);
    }

    [Test]
    public void A_region_becomes_the_code()
    {
        const string code = "class C\n{\n    #region one\n    if (true)\n    {\n    }\n\n    #endregion\n}\n";
        Assert.That(
            Snippets.Update("<!-- snippet: C.cs#one -->\n```csharp\nold\n```\n", path => path == "C.cs" ? code : throw new InvalidOperationException(path)),
            Is.EqualTo("<!-- snippet: C.cs#one -->\n```csharp\nif (true)\n{\n}\n\n```\n"));
    }

    [TestCase("")]
    [TestCase("#region one\na\n#endregion\n#region one\nb\n#endregion\n")]
    public void A_region_must_exist_once(string code) =>
        Assert.That(() => Snippets.Update("<!-- snippet: C.cs#one -->\n```csharp\n```\n", _ => code), Throws.ArgumentException.With.Message.Contains("'one'"));
}
