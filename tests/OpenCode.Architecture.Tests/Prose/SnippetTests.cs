using OpenCode.Testing;

namespace OpenCode.Architecture.Tests.Prose;

/// <summary>Code in the documentation is code that compiles and that other tests run. <c>OPENCODE_RECORD=1</c> updates the pages.</summary>
public sealed class SnippetTests
{
    private const string Code = "class C\n{\n    #region one\n    if (true)\n    {\n    }\n\n    // End.\n    #endregion\n    #region two\n    two();\n    #endregion\n}\n";

    private static IEnumerable<string> Pages() => ProseTests.Files().Where(file => Path.GetExtension(file) == ".md");

    [Test]
    public void Snippets_are_the_regions_that_they_name()
    {
        var different = new List<string>();
        foreach (var page in Pages())
        {
            var markdown = File.ReadAllText(Repository.File(page));
            var updated = Snippets.Update(markdown, path => File.ReadAllText(Repository.File(path)));
            if (updated != markdown && Environment.GetEnvironmentVariable("OPENCODE_RECORD") == "1")
            {
                File.WriteAllText(Repository.File(page), updated);
            }
            else if (updated != markdown)
            {
                different.Add(page);
            }
        }

        Assert.That(different, Is.Empty, "Run 'OPENCODE_RECORD=1 dotnet test tests/OpenCode.Architecture.Tests --filter SnippetTests'.");
    }

    [Test]
    public void All_code_in_CSharp_is_a_snippet()
    {
        var others = Pages().SelectMany(page => Snippets.FindOthers(File.ReadAllText(Repository.File(page))).Select(line => $"{page}({line})"));
        Assert.That(string.Join('\n', others), Is.Empty, "Write '<!-- snippet: path#region -->' before the code block.");
    }

    [TestCase("one", "if (true)\n{\n}\n\n// End.\n")]
    [TestCase("two", "two();\n")]
    [TestCase("two,one", "two();\n\nif (true)\n{\n}\n\n// End.\n")]
    public void Regions_become_the_code(string regions, string code) => Assert.That(
        Snippets.Update($"Text\n\n<!-- snippet: C.cs#{regions} -->\n```csharp\nold\n```\n", path => path == "C.cs" ? Code : throw new InvalidOperationException(path)),
        Is.EqualTo($"Text\n\n<!-- snippet: C.cs#{regions} -->\n```csharp\n{code}```\n"));

    [Test]
    public void Code_in_a_list_is_indented() => Assert.That(
        Snippets.Update("- Text\n\n  <!-- snippet: C.cs#one -->\n  ```csharp\n  ```\n", _ => Code),
        Is.EqualTo("- Text\n\n  <!-- snippet: C.cs#one -->\n  ```csharp\n  if (true)\n  {\n  }\n\n  // End.\n  ```\n"));

    [TestCase("")]
    [TestCase("#region one\na\n#endregion\n#region one\nb\n#endregion\n")]
    public void A_region_must_exist_once(string code) =>
        Assert.That(() => Snippets.Update("<!-- snippet: C.cs#one -->\n```csharp\n```\n", _ => code), Throws.ArgumentException.With.Message.Contains("'one'"));

    [TestCase("```csharp\na\n```\n", 1)]
    [TestCase("<!-- snippet: C.cs#one -->\n```csharp\n```\n\n- Text\n\n  ```cs\n  a\n  ```\n", 7)]
    [TestCase("<!-- snippet: C.cs -->\n\n```csharp\na\n```\n", 3)]
    [TestCase("<!-- snippet: C.cs#one -->\n```csharp\n```\n\n```javascript\n```\n")]
    public void Other_code_is_found(string markdown, params int[] lines) => Assert.That(Snippets.FindOthers(markdown), Is.EqualTo(lines));
}
