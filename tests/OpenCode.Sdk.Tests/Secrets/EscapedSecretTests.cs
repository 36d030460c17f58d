using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using OpenCode.Secrets;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>JSON libraries escape different characters. A secret is masked however it is escaped, and however often it is quoted.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EscapedSecretTests
{
    private const string Simple = "\"\\\b\f\n\r\t";
    private const string SimpleNames = "\"\\bfnrt";

    /// <summary>Ways to write one character. Those that don't apply write it as the reader requires.</summary>
    private static readonly Func<char, string>[] s_escapes =
    [
        Plain,
        Plain,
        c => $"\\u{(int)c:x4}",
        c => $"\\u{(int)c:X4}",
        c => $"\\u{(int)c >> 8:x2}{(int)c & 0xff:X2}",
        c => c == '/' ? "\\/" : Plain(c),
    ];

    private static readonly Gen<string> s_secrets =
        Gen.OneOf(Gen.Char['!', '~'], Gen.Char["+/=\"\\<>&'"], Gen.Char['\u00a1', '\u2fff'], Gen.Char["\n\t\r"]).Array[8, 24].Select(characters => $"s{new string(characters)}e");

    private static readonly Gen<Func<char, string>[]> s_manyEscapes = Gen.OneOf(s_escapes).Array[1, 24];

    private static readonly Gen<string> s_words = Gen.OneOf("", "key ", "<", "[1, 2] ", "漢字 ");

    [Test]
    public void Escaped_JSON_stays_JSON_without_its_secret() =>
        Gen.Select(s_secrets, s_manyEscapes, Gen.Int[0, 3], s_words, s_words).Sample((secret, escapes, quotations, before, after) =>
        {
            var text = Quote(before + Escape(secret, escapes) + after, quotations);
            using var document = JsonDocument.Parse(Scrubber(secret).Scrub($$"""{"message":"{{text}}"}"""));
            var shown = document.RootElement.GetProperty("message").GetString()!;
            Assert.That(shown, Is.EqualTo(Unquote($"\"{Quote(before + "***" + after, quotations)}\"", 1)));
        });

    [Test]
    public void Escaped_text_that_is_not_JSON_contains_no_secret() =>
        Gen.Select(s_secrets, s_manyEscapes, Gen.Int[0, 3], s_words, s_words).Sample((secret, escapes, quotations, before, after) =>
        {
            var text = $"C:\\users\\new failed with \"{Quote(before + Escape(secret, escapes) + after, quotations)}";
            Assert.That(Scrubber(secret).Scrub(text), Is.EqualTo($"C:\\users\\new failed with \"{before}***{after}"));
        });

    [Test]
    public void The_start_of_an_escaped_secret_at_the_end_of_cut_text_is_masked() =>
        Gen.Select(s_secrets, s_manyEscapes, Gen.Int[0, 2]).Sample((secret, escapes, quotations) =>
        {
            var scrubber = Scrubber(secret);
            var text = Quote(Escape(secret, escapes), quotations);
            for (var length = 1; length <= text.Length; length++)
            {
                var shown = scrubber.Scrub("at: " + text[..length], isCut: true);
                Assert.That(shown, Is.EqualTo("at: ***").Or.EqualTo("at: " + text[..length]));
                Assert.That(Unquote(shown, quotations + 1), Does.Not.Contain(secret[..SecretMatcher.ShortestSecret]));
            }
        });

    [TestCase("""{"message":"bad key ab\u002Bcd/ef=="}""", "ab+cd/ef==")]
    [TestCase("""{"message":"bad key ab+cd\/ef=="}""", "ab+cd/ef==")]
    [TestCase("""{"message":"bad key s\u00e9same"}""", "sésame")]
    [TestCase("""{"message":"bad key \ud83d\ude00\uD83D\uDE00"}""", "😀😀")]
    public async Task The_message_of_an_error_contains_no_escaped_secret(string body, string secret)
    {
        using var client = TestClient.Create(_ => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent(body) }, TestClient.Options with { Password = secret });
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(failure.Message, Does.StartWith("bad key *** ("));
        Assert.That(failure.Body, Is.EqualTo("""{"message":"bad key ***"}"""));
    }

    [TestCase("""{"a":"\u0041\/","b":1.50}""")]
    [TestCase("""C:\new\u00 \x \""")]
    public void Escaped_text_without_a_secret_is_not_changed(string text) => Assert.That(Scrubber("hunter2-secret").Scrub(text), Is.SameAs(text));

    private static SecretScrubber Scrubber(string secret) => ClientSecrets.CreateScrubber(TestClient.Options with { Password = secret });

    private static string Escape(string text, Func<char, string>[] escapes) => string.Concat(text.Select((c, index) => escapes[index % escapes.Length](c)));

    private static string Plain(char c) => Simple.IndexOf(c) is >= 0 and var simple ? $"\\{SimpleNames[simple]}" : c.ToString();

    /// <summary>Quotes the content of a JSON string in further JSON strings.</summary>
    private static string Quote(string text, int quotations) => quotations == 0 ? text : Quote(string.Concat(text.Select(Plain)), quotations - 1);

    /// <summary>Decodes JSON strings independently of the SDK. The start of an escape sequence at the end is no character.</summary>
    private static string Unquote(string text, int quotations)
    {
        for (; quotations > 0; quotations--)
        {
            var isString = text.Length > 1 && text[0] == '"' && text[^1] == '"';
            text = isString ? JsonElement.Parse(text).GetString()! : Decode(text);
        }

        return text;
    }

    private static string Decode(string text)
    {
        var decoded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                decoded.Append(text[i]);
            }
            else if (i + 1 == text.Length || (text[i + 1] == 'u' && i + 6 > text.Length))
            {
                break;
            }
            else if (text[i + 1] == 'u')
            {
                decoded.Append((char)Convert.ToUInt16(text.Substring(i + 2, 4), 16));
                i += 5;
            }
            else
            {
                decoded.Append(SimpleNames.IndexOf(text[i + 1]) is >= 0 and var simple ? Simple[simple] : text[i + 1]);
                i++;
            }
        }

        return decoded.ToString();
    }
}
