using OpenCode.Benchmarks.Commands;
using OpenCode.Benchmarks.Harness;
using OpenCode.Testing;

namespace OpenCode.Benchmarks.Tests;

/// <summary>Rounds, results and exit codes, with contestants that only pretend.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class RunnerTests
{
    [Test]
    public async Task A_missed_bar_is_the_exit_code_1(CancellationToken cancellationToken)
    {
        var (code, lines, progress) = await RunAsync(new FakeComparison(Bar.AtMost(1.5), Half), cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(lines, Is.EqualTo(new[] { "name\tvalue\tunit\tbar\tok", "fake.ratio\t2\tx two\t<=1.5\tno", "fake.bytes\t7\tB\t-\t-" }));
            Assert.That(progress, Does.Contain("Missed: fake.ratio is 2 x two, and should be <=1.5."));
        });
    }

    [Test]
    public async Task Bars_that_are_met_are_the_exit_code_0(CancellationToken cancellationToken)
    {
        var (code, lines, _) = await RunAsync(new FakeComparison(Bar.AtLeast(2), Half), cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.Zero);
            Assert.That(lines[1], Is.EqualTo("fake.ratio\t2\tx two\t>=2\tyes"));
        });
    }

    [Test]
    public async Task Contestants_take_turns_and_each_is_the_first_in_every_other_round(CancellationToken cancellationToken)
    {
        var comparison = new FakeComparison(null, Half);
        await RunAsync(comparison, cancellationToken);
        Assert.That(comparison.Played, Is.EqualTo(new[] { "one", "two", "two", "one", "one", "two", "two", "one" }));
    }

    [Test]
    public async Task The_warm_up_does_not_count_and_ratios_are_those_within_a_round(CancellationToken cancellationToken)
    {
        // Round 0 is the warm-up. Round 2 is slow as a whole, and round 3 disturbs one contestant.
        double[] one = [1_000_000, 30, 3000, 9999];
        double[] two = [1, 10, 1000, 10];
        var comparison = new FakeComparison(null, (name, round) => new Sample((name == "one" ? one : two)[round], 7));
        var (_, lines, _) = await RunAsync(comparison, cancellationToken);
        Assert.That(lines[1], Is.EqualTo("fake.ratio\t3\tx two\t-\t-"));
    }

    [Test]
    public void What_is_not_a_number_reaches_no_bar() => Assert.Multiple(() =>
    {
        Assert.That(new Row("x", double.NaN, "B", Bar.AtMost(1)).IsMissed, Is.True);
        Assert.That(new Row("x", double.NaN, "B", Bar.AtLeast(1)).IsMissed, Is.True);
        Assert.That(new Row("x", double.NaN, "B").IsMissed, Is.False);
    });

    [TestCase(0.123456, "0.1235")]
    [TestCase(98682.4, "98682")]
    [TestCase(12, "12")]
    public void Values_have_four_digits(double value, string text) => Assert.That(new Row("x", value, "B").ValueText, Is.EqualTo(text));

    [Test]
    public void A_name_that_is_unknown_is_refused() =>
        Assert.That(async () => await CompareCommand.RunAsync(["--only", "encode,nothing"], TextWriter.Null, TextWriter.Null, default), Throws.ArgumentException.With.Message.Contains("nothing"));

    private static Sample Half(string name, int round) => new(name == "one" ? 20 : 10, 7);

    private static async Task<(int Code, string[] Lines, string Progress)> RunAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        using var results = new StringWriter();
        using var progress = new StringWriter();
        await using var bench = new Workbench(progress);
        var (code, _) = await CompareCommand.RunAsync(bench, [comparison], results, progress, cancellationToken);
        return (code, results.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), progress.ToString());
    }
}
