using System.Globalization;
using System.Xml.Linq;
using OpenCode.Benchmarks.Commands;
using OpenCode.Benchmarks.Growth;
using OpenCode.Testing;

namespace OpenCode.Benchmarks.Tests;

/// <summary>Everything runs, and every result appears. How fast anything is does not matter here.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ShortRunTests
{
    private static readonly string[] s_rows =
    [
        .. new[] { "decode.mix", "decode.delta" }.SelectMany(name => new[]
        {
            name, $"{name}.bytes", $"{name}.sdk", $"{name}.tokenizing", $"{name}.source-generation", $"{name}.source-generation.bytes", $"{name}.newtonsoft", $"{name}.newtonsoft.bytes",
        }),
        "encode", "encode.sdk", "encode.source-generation", "encode.newtonsoft", "encode.sdk.bytes", "encode.source-generation.bytes", "encode.newtonsoft.bytes",
        "subscribe.parsing-ratio", "subscribe.bytes", "subscribe.sdk", "subscribe.parsing", "subscribe.socket",
        "call", "call.bytes", "call.http-client.bytes", "call.sdk", "call.http-client",
        "messages.bytes", "messages.sdk", "messages.http-client", "messages.decoding", "messages.tokenizing",
        "hub.1", "hub.1000", "hub.no-hub", "hub.1.bytes", "hub.1000.bytes",
        "view", "view.socket", "view.bytes",
        "first-call", "first-call.sdk", "first-call.http-client",
    ];

    private static readonly string[] s_rowsOfJavaScript =
    [
        "decode.mix.json-parse", "decode.delta.json-parse", "subscribe.javascript-ratio", "subscribe.javascript", "call.javascript-ratio", "call.javascript",
        "messages", "messages.json-parse", "messages.javascript", "first-call.javascript",
    ];

    [Test]
    public async Task Every_comparison_gives_its_rows(CancellationToken cancellationToken) =>
        AssertRows(await CompareAsync(["--short", "--without-javascript"], cancellationToken), s_rows);

    /// <summary>Installs the JavaScript SDK from npm, if it is not there.</summary>
    [Test]
    [Category("Slow")]
    public async Task The_JavaScript_SDK_takes_part(CancellationToken cancellationToken) =>
        AssertRows(await CompareAsync(["--short"], cancellationToken), [.. s_rows, .. s_rowsOfJavaScript]);

    [Test]
    public async Task Every_study_gives_its_results_and_its_plot(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-growth-");
        try
        {
            using var results = new StringWriter();
            var code = await GrowthCommand.RunAsync(["--short", "--svg", folder.FullName], results, TextWriter.Null, cancellationToken);
            var lines = Lines(results);
            var expected = AllStudies.Create().SelectMany(study => study.Series.SelectMany(series => study.ShortSizes.Select(size => $"{study.Name}\t{series}\t{size}")));
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero);
                Assert.That(lines[0], Is.EqualTo("name\tseries\tsize\tvalue\tunit\tbytes\tgrowth"));
                Assert.That(lines[1..].Select(line => string.Join('\t', line.Split('\t')[..3])), Is.EqualTo(expected));
                Assert.That(lines[1..].Select(line => Number(line, 3)), Has.All.Positive.And.All.LessThan(double.PositiveInfinity));
            });
            foreach (var study in AllStudies.Create())
            {
                Assert.That(XDocument.Load(Path.Combine(folder.FullName, $"{study.Name}.svg")).Root!.Name.LocalName, Is.EqualTo("svg"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void The_page_explains_every_row()
    {
        var page = File.ReadAllText(Repository.File("docs/performance.md"));
        Assert.Multiple(() =>
        {
            Assert.That(s_rows.Concat(s_rowsOfJavaScript).Where(row => !page.Contains($"`{row}`", StringComparison.Ordinal)), Is.Empty);
            Assert.That(AllStudies.Create().Where(study => !page.Contains($"`{study.Name}`", StringComparison.Ordinal)), Is.Empty);
        });
    }

    private static async Task<string[]> CompareAsync(string[] args, CancellationToken cancellationToken)
    {
        using var results = new StringWriter();
        var code = await CompareCommand.RunAsync(args, results, TextWriter.Null, cancellationToken);
        var lines = Lines(results);
        Assert.That(code, Is.EqualTo(lines.Any(line => line.EndsWith("\tno", StringComparison.Ordinal)) ? 1 : 0));
        return lines;
    }

    private static void AssertRows(string[] lines, IReadOnlyCollection<string> rows) => Assert.Multiple(() =>
    {
        Assert.That(lines[0], Is.EqualTo("name\tvalue\tunit\tbar\tok"));
        Assert.That(lines[1..].Select(line => line.Split('\t')[0]), Is.EquivalentTo(rows));
        Assert.That(lines[1..], Has.All.Matches(@"^[\w.-]+\t[0-9.E+-]+\t[^\t]+\t(-\t-|[<>]=[0-9.]+\t(yes|no))$"));
        Assert.That(lines[1..].Select(line => Number(line, 1)), Has.All.Positive.And.All.LessThan(double.PositiveInfinity));
    });

    private static string[] Lines(StringWriter results) => results.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static double Number(string line, int column) => double.Parse(line.Split('\t')[column], CultureInfo.InvariantCulture);
}
