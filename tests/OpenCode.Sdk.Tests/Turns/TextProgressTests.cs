using OpenCode.Sessions;

namespace OpenCode.Sdk.Tests.Turns;

public sealed class TextProgressTests
{
    /// <summary>+ is a delta, = what the server says so far, ! what it says in the end, ? a gap.</summary>
    [TestCase("+Hello |+world|!Hello world", "Hello| world")]
    [TestCase("+Hello |+world \n|!Hello world", "Hello| world", Description = "white space that is cut off in the end")]
    [TestCase("+Hello |!Hello ", "Hello| ", Description = "white space that is kept")]
    [TestCase("=|+One |=One |+two|!One two", "One| two", Description = "states between deltas")]
    [TestCase("=One|=One two|!One two three", "One| two| three", Description = "a server without deltas")]
    [TestCase("+One|?|+three|!One two three", "One| two three", Description = "a delta is missing")]
    [TestCase("+One|?|=|+three|!One two three", "One| two three", Description = "an old state brings nothing")]
    [TestCase("?|=|+two|!One two", "One two", Description = "the first state comes after a gap")]
    [TestCase("+One|?|=One two|+ three|!One two three", "One| two| three", Description = "a state mends a gap")]
    [TestCase("+One|!One|+One|!One", "One", Description = "what comes after the end")]
    [TestCase("+Bad words|!Good words", "Bad words|<Good words", Description = "a plugin rewrites it")]
    [TestCase("+a|?|!", "a|<", Description = "it is taken back")]
    public void What_is_handed_out_adds_up(string script, string expected)
    {
        var progress = new TextProgress();
        var handedOut = new List<string>();
        foreach (var step in script.Split('|'))
        {
            var isReplaced = false;
            var more = step[0] switch
            {
                '+' => progress.Append(step[1..]),
                '?' => MarkIncomplete(progress),
                _ => progress.Set(step[1..], isFinal: step[0] == '!', out isReplaced),
            };
            if (isReplaced || more.Length > 0)
            {
                handedOut.Add(isReplaced ? "<" + more : more);
            }
        }

        Assert.That(string.Join('|', handedOut), Is.EqualTo(expected));
    }

    /// <summary>Whatever is cut into deltas and lost, the end is the text.</summary>
    [Test]
    public void Any_text_in_any_pieces_adds_up()
    {
        const string Letters = "ab \n\t\u2603";
        var random = new Random(99);
        for (var run = 0; run < 5_000; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var final = random.Next(3) == 0 ? text.TrimEnd() : text;
            var progress = new TextProgress();
            var handedOut = "";
            for (var at = 0; at < text.Length;)
            {
                var size = random.Next(1, 5);
                var delta = text.Substring(at, Math.Min(size, text.Length - at));
                at += delta.Length;
                switch (random.Next(6))
                {
                    case 0:
                        progress.MarkIncomplete();
                        break;
                    case 1:
                        progress.MarkIncomplete();
                        handedOut += progress.Set(text[..at], isFinal: false, out _);
                        break;
                    default:
                        handedOut += progress.Append(delta);
                        break;
                }
            }

            handedOut += progress.Set(final, isFinal: true, out var isReplaced);
            Assert.That((handedOut, isReplaced), Is.EqualTo((final, false)), $"run {run}");
        }
    }

    private static string MarkIncomplete(TextProgress progress)
    {
        progress.MarkIncomplete();
        return "";
    }
}
