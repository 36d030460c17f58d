using OpenCode.Processes;

namespace OpenCode.Sdk.Tests.Processes;

public sealed class OutputTests
{
    [TestCase("one\ntwo\r\n\nthree", "one|two|three")]
    [TestCase("\u001b[91m\u001b[1mError: \u001b[0mUnexpected\n", "Error: Unexpected")]
    [TestCase("\u001b]0;title\u0007text\u001b[?25l\n", "text")]
    [TestCase("a\u0000b\tc\u0007d\u009be\n", "ab\\tcde")]
    [TestCase("", "")]
    public async Task Lines_come_without_what_only_a_terminal_understands(string output, string lines)
    {
        var read = new List<string>();
        await OutputLines.ReadAsync(new StringReader(output), (line, _) => line, (shown, _) => read.Add(shown));
        Assert.That(string.Join('|', read), Is.EqualTo(lines));
    }

    [Test]
    public async Task A_line_is_cut_however_long_it_is()
    {
        var read = new List<string>();
        await OutputLines.ReadAsync(new StringReader(new string('x', 10_000_000) + "\nnext\n" + new string('y', OutputLines.MaxLength)), (line, _) => line, (shown, _) => read.Add(shown));
        Assert.That(read, Is.EqualTo(new[] { new string('x', OutputLines.MaxLength) + "… (10000000 characters)", "next", new string('y', OutputLines.MaxLength) }));
    }

    [Test]
    public async Task What_nobody_may_see_is_masked_where_a_line_is_cut_too()
    {
        var read = new List<string>();
        var filler = new string('x', OutputLines.MaxLength - 3);
        await OutputLines.ReadAsync(new StringReader($"{filler}secret\n"), (line, _) => line.Replace("secret", "***"), (shown, _) => read.Add(shown));
        Assert.That(read, Is.EqualTo(new[] { filler + "***" }));
    }

    [Test]
    public void The_tail_keeps_the_last_lines_within_its_limits()
    {
        var tail = new OutputTail();
        Assert.That(tail.ToString(), Is.Empty);
        for (var i = 1; i <= OutputTail.MaxLines + 5; i++)
        {
            tail.Add(i.ToString());
        }

        Assert.That(tail.ToString().Split('\n'), Has.Length.EqualTo(OutputTail.MaxLines));
        Assert.That(tail.ToString(), Does.StartWith("6\n7\n").And.EndsWith("\n105"));
        for (var i = 0; i < OutputTail.MaxLines; i++)
        {
            tail.Add(new string('x', OutputLines.MaxLength));
        }

        Assert.That(tail.ToString(), Has.Length.InRange(OutputTail.MaxCharacters - OutputLines.MaxLength - 2, OutputTail.MaxCharacters));
    }
}
