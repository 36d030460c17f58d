using OpenCode.SpecTool.Documents;
using Microsoft.CodeAnalysis.CSharp;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Pull;
using OpenCode.SpecTool.Split;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Tests;

/// <summary>Each place that a text of the document can go, by itself.</summary>
public sealed class PlacesTests
{
    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("places");

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.All))]
    public void A_literal_is_the_text_and_nothing_else(string text)
    {
        var literal = SyntaxFactory.ParseExpression(Literal.Text(text));
        Assert.That(literal.ToFullString(), Is.EqualTo(Literal.Text(text)));
        Assert.That(literal.Kind(), Is.EqualTo(SyntaxKind.StringLiteralExpression));
        Assert.That(literal.GetFirstToken().ValueText, Is.EqualTo(text));
        Assert.That(SyntaxFactory.ParseExpression(Literal.Utf8(text)).Kind(), Is.EqualTo(SyntaxKind.Utf8StringLiteralExpression));
        Assert.That(Literal.Text(text), Does.Match(@"\A[ -~]*\z").And.Not.Contain("|"));
    }

    [Test]
    public void A_literal_has_no_unpaired_surrogate() => Assert.That(Literal.Text("a\uD800b"), Is.EqualTo("\"a\\uFFFDb\""));

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.All))]
    public void Documentation_is_well_formed_and_one_line(string text)
    {
        foreach (var documentation in new[] { XmlDoc.Text(text), XmlDoc.Code(text), XmlDoc.Entry(text) })
        {
            Assert.That(() => System.Xml.Linq.XElement.Parse($"<x>{documentation}</x>"), Throws.Nothing);
            Assert.That(documentation.EnumerateRunes().Any(HiddenText.Is), Is.False);
        }

        Assert.That(XmlDoc.Entry(text), Does.Not.Contain("|").And.Not.Empty);
    }

    [TestCase("a\n b\u2028c\u0085 <d> & \u202Ee", "a b c &lt;d&gt; &amp; e")]
    [TestCase("naïve 名 😀 …", "naïve 名 😀 …")]
    public void Prose_is_kept(string text, string documentation) => Assert.That(XmlDoc.Text(text), Is.EqualTo(documentation));

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.All))]
    public void An_identifier_is_one(string text)
    {
        Assert.That(SyntaxFacts.IsValidIdentifier(Identifier.Pascal(text)), Is.True, Identifier.Pascal(text));
        Assert.That(SyntaxFactory.ParseToken(Identifier.Camel(text)).Kind(), Is.EqualTo(SyntaxKind.IdentifierToken));
        Assert.That(System.Text.Encoding.UTF8.GetByteCount(Identifier.Pascal(text)), Is.LessThanOrEqualTo(120));
    }

    [Test]
    public void Long_names_that_differ_at_their_end_stay_apart() =>
        Assert.That(Identifier.Pascal(new string('a', 1000) + "b"), Is.Not.EqualTo(Identifier.Pascal(new string('a', 1000) + "c")));

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.All))]
    public void A_URL_carries_parameters_of_any_name_and_leads_nowhere_else(string text)
    {
        var template = new UrlTemplate(["directory"]);
        var query = text.Length == 0 ? "empty" : template.Query(text);
        var path = template.Path(text);
        var url = Std.UriTemplate.Expand(
            $"{template.Route(text)}/{{{path}}}{{?{query}}}",
            new Dictionary<string, object> { ["baseurl"] = "http://localhost:4096", [path] = "/in path", [query] = "&in=query" });
        var uri = new Uri(url, UriKind.Absolute);
        Assert.That((uri.Host, uri.Port, uri.UserInfo, uri.Fragment), Is.EqualTo(("localhost", 4096, "", "")), url);
        Assert.That(uri.AbsolutePath, Does.EndWith("/%2Fin%20path"));
        if (text.Length > 0)
        {
            Assert.That(Uri.UnescapeDataString(uri.Query), Is.EqualTo($"?{text}=&in=query"));
        }
    }

    [TestCase("/a/{id}/b", "{+baseurl}/a/{id}/b")]
    [TestCase("@evil", "{+baseurl}/@evil")]
    [TestCase("/a%20b/%zz/{x y}", "{+baseurl}/a%20b/%25zz/{x%20y}")]
    [TestCase("/{baseurl}/{+x}/{", "{+baseurl}/{%62aseurl}/{%2Bx}/%7B")]
    public void A_path_becomes_a_template(string route, string template) => Assert.That(new UrlTemplate([]).Route(route), Is.EqualTo(template));

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.All))]
    public void What_is_printed_is_one_line_without_commands(string text) =>
        Assert.That(ConsoleLine.Of(text), Does.Not.Contain("::").And.Not.Contain("##[").And.Not.Contain("##vso").And.Not.Contain("%0").And.Not.Contain("\n").And.Not.Contain("\r"));

    [TestCase("member a.b[] added: a list of B, required", "member a.b[] added: a list of B, required")]
    [TestCase("a @b", "`a @b`")]
    [TestCase("a ``b", "```a ``b```")]
    [TestCase("`", "`` ` ``")]
    [TestCase("[a](b)", "`[a](b)`")]
    [TestCase("a\nb", "`a\\u000Ab`")]
    [TestCase("<b>", "`<b>`")]
    [TestCase("HTTP://x", "`HTTP://x`")]
    public void Markdown_is_plain_words_or_code(string text, string markdown) => Assert.That(MarkdownText.Inline(text), Is.EqualTo(markdown));

    [Test]
    public void A_cell_of_a_table_has_no_bar() => Assert.That(MarkdownText.Cell("a | @b"), Is.EqualTo("`a \\| @b`"));

    [Test]
    public void A_block_of_code_ends_where_it_should() => Assert.That(MarkdownText.Block(["````", "a"]), Is.EqualTo("`````\n````\na\n`````"));

    [TestCase("../a.g.cs")]
    [TestCase("/a.g.cs")]
    [TestCase("A/../../b.g.cs")]
    [TestCase("A//b.g.cs")]
    [TestCase("C:\\a.g.cs")]
    [TestCase("A\\b.g.cs")]
    [TestCase("a.cs")]
    [TestCase("aux.g.cs")]
    [TestCase("Con/a.g.cs")]
    [TestCase(".g.cs")]
    [TestCase("")]
    public void A_file_whose_path_is_not_made_of_identifiers_is_refused(string path) =>
        Assert.Throws<SpecToolException>(() => Splitter.Split($"\n//// {path}\nclass A;\n", _folder.FullName));

    [TestCase("../a.g.cs")]
    [TestCase("/a.g.cs")]
    public void Nothing_is_written_outside_of_the_folder(string path)
    {
        var folder = Directory.CreateTempSubdirectory("outside");
        try
        {
            Assert.Throws<SpecToolException>(() => GeneratedFolder.Write(folder.CreateSubdirectory("code").FullName, new Dictionary<string, string> { [path] = "" }));
            Assert.That(folder.GetFiles("*", SearchOption.AllDirectories), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Files_that_differ_in_case_alone_are_refused() =>
        Assert.Throws<SpecToolException>(() => Splitter.Split("\n//// Ab.g.cs\nclass Ab;\n//// AB.g.cs\nclass AB;\n", _folder.FullName));

    [Test]
    public void With_a_separator_only_it_starts_a_file() =>
        Assert.That(Splitter.Split("\n//// x7 A.g.cs\nclass A;\n//// B.g.cs\n", _folder.FullName, "x7").Keys, Is.EqualTo(["A.g.cs"]));

    [TestCase("1.2.3")]
    [TestCase("1.2.3-rc.1+x")]
    [TestCase("1.2.3; touch x", false)]
    [TestCase("1.2.3\n", false)]
    [TestCase("$(x)", false)]
    [TestCase("", false)]
    public void A_version_is_a_version(string version, bool isOne = true)
    {
        if (isOne)
        {
            Assert.That(LockFile.CheckVersion(version), Is.EqualTo(version));
        }
        else
        {
            Assert.Throws<SpecToolException>(() => LockFile.CheckVersion(version));
        }
    }

    [Test]
    public void A_text_that_passed_no_function_is_found() =>
        Assert.Throws<SpecToolException>(() => PrintedDocument.Check(new() { ["x"] = new Newtonsoft.Json.Linq.JArray("a\u2028b") }));
}
