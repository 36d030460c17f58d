using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Report;
using OpenCode.Testing;

namespace OpenCode.Benchmarks.Tests;

/// <summary>What the program writes into the documentation.</summary>
public sealed class ReportTests
{
    [Test]
    public void A_section_is_replaced_and_nothing_else()
    {
        const string page = "a\n<!-- begin x: written by the program -->\n\nold\n\n<!-- end x -->\nb\n";
        var once = PerformancePage.Replace(page, "x", "new\n");
        Assert.Multiple(() =>
        {
            Assert.That(once, Is.EqualTo("a\n<!-- begin x: written by the program -->\n\nnew\n\n<!-- end x -->\nb\n"));
            Assert.That(PerformancePage.Replace(once, "x", "new"), Is.EqualTo(once));
            Assert.That(() => PerformancePage.Replace(page, "y", "new"), Throws.InvalidOperationException);
        });
    }

    [TestCase("compare")]
    [TestCase("growth")]
    public void The_page_has_the_section(string section) =>
        Assert.That(PerformancePage.Replace(File.ReadAllText(Repository.File("docs/performance.md")), section, "new text"), Does.Contain("\n\nnew text\n\n"));

    [Test]
    public void Results_come_with_the_command_that_gave_them()
    {
        var report = MarkdownReport.Of([new("decode.mix", 0.5, "x tokenizing", Bar.AtLeast(0.75))], "compare --rounds 9");
        Assert.Multiple(() =>
        {
            Assert.That(report, Does.Contain("    dotnet run -c Release --project bench/OpenCode.Benchmarks -- compare --rounds 9\n"));
            Assert.That(report, Does.EndWith("| name | value | unit | bar | ok |\n| --- | --- | --- | --- | --- |\n| `decode.mix` | 0.5 | x tokenizing | >=0.75 | no |\n"));
        });
    }
}
