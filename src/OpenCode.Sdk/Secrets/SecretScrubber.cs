using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Secrets;

/// <summary>
/// Masks secrets in texts of a server before anybody sees them: the credentials and headers of the client, the secrets that its server
/// was started with, and those of requests. Values of less than four characters are not masked. Thread-safe.
/// </summary>
internal sealed class SecretScrubber
{
    /// <summary>Larger request bodies are not searched until the request fails.</summary>
    public const int MaxRememberedBodyBytes = 1024 * 1024;

    /// <summary>The length from which on secrets are masked in names of members: a shorter value can be the name of a member by chance.</summary>
    private const int ShortestInName = 8;

    private readonly IReadOnlyList<string> _own;
    private readonly KnownSecrets _known;
    private Snapshot _snapshot;

    /// <param name="own">The secrets of the client.</param>
    /// <param name="known">The secrets that the client shares with its server.</param>
    public SecretScrubber(IReadOnlyList<string> own, KnownSecrets known)
    {
        _own = own;
        _known = known;
        _snapshot = new Snapshot(_known.Version, new SecretMatcher([.. _own, .. _known.ToList()]));
    }

    /// <summary>Remembers the secrets of a request body, which the server may repeat later in an event or an error.</summary>
    public void Remember(byte[] body)
    {
        var found = new List<string>();
        SecretFinder.FindInJson(body, found);
        _known.Remember(found);
    }

    /// <summary>Remembers the values of headers that were set for a request.</summary>
    public void Remember(IEnumerable<string> headerValues)
    {
        var found = new List<string>();
        foreach (var value in headerValues)
        {
            SecretFinder.FindInHeader(value, found);
        }

        _known.Remember(found);
    }

    /// <summary>Masks the known secrets in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isCut">Whether the text was cut, so that its end may be the beginning of a secret.</param>
    public string Mask(string text, bool isCut = false) => Current().Mask(text, isCut: isCut);

    /// <summary>Masks secrets in a response or in a line of a server's output. JSON stays JSON, with repeated members.</summary>
    /// <param name="text">The text.</param>
    /// <param name="requestBody">The JSON of the request; null if there is none.</param>
    /// <param name="isCut">Whether the text was cut, so that its end may be the beginning of a secret.</param>
    public string Scrub(string text, byte[]? requestBody = null, bool isCut = false)
    {
        var matcher = text.Length > 0 && requestBody is { Length: > 0 } ? With(requestBody) : Current();
        var masked = matcher.Mask(text, isCut: isCut);
        return ReferenceEquals(masked, text) ? text : ScrubJson(text, matcher) ?? masked;
    }

    private SecretMatcher Current()
    {
        var snapshot = Volatile.Read(ref _snapshot);
        var version = _known.Version;
        if (snapshot.Version != version)
        {
            Volatile.Write(ref _snapshot, snapshot = new Snapshot(version, new SecretMatcher([.. _own, .. _known.ToList()])));
        }

        return snapshot.Matcher;
    }

    private SecretMatcher With(byte[] requestBody)
    {
        var found = new List<string>();
        if (!SecretFinder.FindInJson(requestBody, found))
        {
            // A body that is not JSON has no members by which its secrets could be recognized.
            found.Add(Encoding.UTF8.GetString(requestBody));
        }

        return found.Count == 0 ? Current() : new SecretMatcher([.. _own, .. _known.ToList(), .. found]);
    }

    /// <summary>Masks secrets inside of strings, so that the rest of the JSON can still be read; null if the text is not JSON.</summary>
    private static string? ScrubJson(string text, SecretMatcher matcher)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        JsonText.WriteName(writer, matcher.Mask(JsonText.Read(ref reader), ShortestInName));
                        break;
                    case JsonTokenType.String:
                        JsonText.Write(writer, matcher.Mask(JsonText.Read(ref reader)));
                        break;
                    default:
                        JsonText.WriteToken(writer, ref reader);
                        break;
                }
            }

            writer.Flush();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The text is masked as plain text.
            return null;
        }

        return Encoding.UTF8.GetString(output.WrittenSpan.ToArray());
    }

    private sealed record Snapshot(int Version, SecretMatcher Matcher);
}
