using OpenCode.Samples;
using Spectre.Console;
using Spectre.Console.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>The Markdown of the terminal chat.</summary>
public sealed class MarkdownTests
{
    private const string Sample = """
        # A *first* heading #
        Some **bold**, *italic*, and `code`; 2 * 3 * 4, snake_case, and **bold with `code`**.

        - an item that is longer than the narrow console, so that it wraps
          2. a nested [red]item[/] with :red_circle:
        > a quotation
        ````csharp
        var x = "**not bold**"; // [blue]
        ```
            indented
        ````
           ~~~
           # a comment
           ~~~
        The end.
        """;

    private const string Expected = """
        A first heading
        Some bold, italic, and code; 2 * 3 * 4,
        snake_case, and bold with code.

        • an item that is longer than the narrow
          console, so that it wraps
          2. a nested [red]item[/] with
             :red_circle:
        │ a quotation
            var x = "**not bold**"; // [blue]
            ```
                indented
            # a comment
        The end.
        """;

    [Test]
    public void Text_is_shown_with_styles_and_never_becomes_markup() => Assert.That(Lines(Render([Sample], ansi: false)), Is.EqualTo(Lines(Expected)));

    [Test]
    public void Every_split_into_two_deltas_gives_the_same_output()
    {
        var whole = Render([Sample]);
        Assert.That(whole, Does.Contain("\x1B[1m").And.Contain("\x1B[3m"), "bold and italic");
        Assert.That(Enumerable.Range(0, Sample.Length + 1).Select(cut => Render([Sample[..cut], Sample[cut..]])), Is.All.EqualTo(whole));
        Assert.That(Render(Sample.Select(character => character.ToString())), Is.EqualTo(whole));
    }

    [TestCase("**a**\r\n`b`\n")]
    [TestCase("```\n*a\n```")]
    [TestCase("- a\n\n# 😀\n1")]
    public void Every_split_of_a_short_text_gives_the_same_output(string text)
    {
        var whole = Render([text]);
        var splits = Enumerable.Range(0, 1 << (text.Length - 1));
        Assert.That(splits.Select(cuts => Render(Split(text, cuts))), Is.All.EqualTo(whole));
    }

    [Test]
    public void Text_of_the_agent_does_not_control_the_terminal()
    {
        string[] texts = ["\x1B[31mred\x1B[0m", "\x1B]0;title\atext", "\x1B]8;;link\x1B\\text", "a\tb\bc\x1B", "\u009B2Jtext"];
        Assert.That(texts.Select(ChatText.Visible), Is.EqualTo(["red", "text", "text", "a    bc", "2Jtext"]));
    }

    /// <summary>Cuts a text behind each character whose bit is set.</summary>
    private static IEnumerable<string> Split(string text, int cuts)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if ((cuts & (1 << (i - 1))) != 0)
            {
                yield return text[start..i];
                start = i;
            }
        }

        yield return text[start..];
    }

    private static string Render(IEnumerable<string> deltas, bool ansi = true)
    {
        using var console = new TestConsole().Width(42).Colors(ColorSystem.TrueColor);
        console.EmitAnsiSequences = ansi;
        var writer = new MarkdownWriter(console);
        foreach (var delta in deltas)
        {
            writer.Append(delta);
        }

        writer.Complete();
        return console.Output;
    }

    /// <summary>A console can fill its lines with spaces.</summary>
    private static IEnumerable<string> Lines(string text) => text.TrimEnd().Split('\n').Select(line => line.TrimEnd());
}
