using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OpenCode.SpecTool.Diff;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Normalize;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>Nothing of a document becomes code, or a file.</summary>
[Category("Slow")]
public sealed class HostileDocumentTests
{
    private Generation _generation = null!;

    [OneTimeSetUp]
    public async Task Generate()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Milliseconds);
        _generation = await Generation.RunAsync(HostileDocument.Create(HostileTexts.All), timeout.Token);
    }

    [OneTimeTearDown]
    public void Delete() => _generation?.Dispose();

    [Test]
    public void The_code_compiles_without_a_warning() => Assert.That(_generation.Compiled, Is.Not.Null);

    [Test]
    public void No_text_is_a_token()
    {
        var tokens = _generation.Trees.SelectMany(tree => tree.GetRoot().DescendantTokens().Where(t => !IsText(t.Kind())));
        Assert.That(tokens.Where(t => t.Text.Contains(HostileTexts.Canary, StringComparison.OrdinalIgnoreCase) || t.Text == "Owned"), Is.Empty);
        Assert.That(tokens.Where(t => t.Text.EnumerateRunes().Any(Places.HiddenText.Is)), Is.Empty);
    }

    [Test]
    public void No_text_is_a_directive()
    {
        var directives = _generation.Trees.SelectMany(tree => tree.GetRoot().DescendantTrivia().Where(t => t.IsDirective)).Select(t => t.ToString()).Distinct();
        Assert.That(directives, Is.SubsetOf(["#nullable enable", "#if NET", "#if NET9_0_OR_GREATER", "#endif", "#else"]));
    }

    [Test]
    public void No_text_is_anything_but_a_documentation_comment_a_literal_or_part_of_one()
    {
        var comments = _generation.Trees
            .SelectMany(tree => tree.GetRoot().DescendantTrivia())
            .Where(t => t.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.DisabledTextTrivia or SyntaxKind.SkippedTokensTrivia);
        Assert.That(comments.Where(t => t.ToString().Contains(HostileTexts.Canary, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void No_line_has_a_character_that_can_not_be_seen() =>
        Assert.That(_generation.Files.Where(f => f.Value.Replace("\n", "", StringComparison.Ordinal).EnumerateRunes().Any(Places.HiddenText.Is)).Select(f => f.Key), Is.Empty);

    [Test]
    public void Each_file_holds_the_types_it_is_called_after()
    {
        foreach (var tree in _generation.Trees.Where(t => t.FilePath.StartsWith("Models/", StringComparison.Ordinal)))
        {
            var types = tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(t => t.Parent is not TypeDeclarationSyntax).Select(t => t.Identifier.Text);
            Assert.That(types, Is.EqualTo([Path.GetFileName(tree.FilePath).Split('.')[0].TrimEnd('_')]));
        }
    }

    [Test]
    public void No_file_is_written_elsewhere()
    {
        var root = Path.GetFullPath(Path.Combine(_generation.Folder, "../../.."));
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_generation.Folder, path).Replace('\\', '/'));
        Assert.That(files.Where(f => !f.StartsWith("in/", StringComparison.Ordinal) && !f.StartsWith("openapi/", StringComparison.Ordinal) && !f.StartsWith("src/OpenCode.Generated/", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Directory.GetFiles(Path.GetTempPath(), "c4nary_*"), Is.Empty);
        Assert.That(_generation.Files.Keys.Select(Places.FileName.Check), Has.All.EndsWith(".g.cs"));
        Assert.That(_generation.Files.Keys.SelectMany(f => f.Split('/')).Select(System.Text.Encoding.UTF8.GetByteCount).Max(), Is.LessThan(200));
    }

    [Test]
    public void No_text_is_a_command_in_what_is_printed()
    {
        var lines = _generation.Output.Split('\n');
        Assert.That(lines.Where(l => l.Contains("::", StringComparison.Ordinal) || l.Contains("##", StringComparison.Ordinal) || l.Contains("%0A", StringComparison.Ordinal)), Is.Empty);
        Assert.That(lines.Where(l => l.Contains(HostileTexts.Canary, StringComparison.Ordinal) && !l.Contains("spectool : warning : ", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Members_values_and_variants_are_read_and_written_by_their_names()
    {
        var models = _generation.Compiled;
        foreach (var text in HostileTexts.All)
        {
            var json = new Newtonsoft.Json.Linq.JObject { ["the kind"] = text };
            json[text] ??= "x";
            Assert.That(models.Variant("AllVariants", Json.Text(json)), Does.Not.StartWith("Unknown"), text);
            Assert.That(models.Variant("AllValues", Json.Text(new Newtonsoft.Json.Linq.JValue(text))), Is.EqualTo("AllValues"));
        }

        var members = new Newtonsoft.Json.Linq.JObject(HostileTexts.All.Select(t => new Newtonsoft.Json.Linq.JProperty(t, "x")));
        Assert.That(models.Variant("AllMembers", Json.Text(members)), Is.EqualTo("AllMembers"));
        Assert.That(models.Type("AllMembers").GetProperty("AdditionalProperties")!.GetValue(models.Read("AllMembers", Json.Text(members))), Is.Null);
    }

    [Test]
    public void No_text_is_markup_in_the_report()
    {
        var hostile = HostileDocument.Create(HostileTexts.All);
        var plain = HostileDocument.Create(["a", "b"]);
        Dialect.Canonicalize(hostile);
        Dialect.Canonicalize(plain);
        foreach (var diff in new[] { DocumentDiff.Compare(plain, hostile), DocumentDiff.Compare(hostile, plain) })
        {
            var report = DiffReport.Write(diff, HostileTexts.All[^1], "##[x] @y");
            var outside = System.Text.RegularExpressions.Regex.Replace(report, @"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)", "");
            Assert.That(outside, Does.Not.Contain("@").And.Not.Contain("`").And.Not.Contain("://").And.Not.Contain(HostileTexts.Canary + "x").And.Not.Contain("<img").And.Not.Contain("##["));
            Assert.That(report.Split('\n').Where(l => l.Length > 0).Select(l => l[0]).Distinct(), Is.SubsetOf("#-<BN"));
        }
    }

    private static bool IsText(SyntaxKind kind) => kind
        is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken;
}
