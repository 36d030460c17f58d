using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Secrets;

/// <summary>
/// Masks secrets in texts of a server: the credentials and headers of the client, the secrets in the options of its server, and
/// the secrets of requests. Values of less than four characters are not masked. Thread-safe.
/// </summary>
internal sealed class SecretScrubber
{
    /// <summary>
    /// The maximum size of a request body that is searched before the request is sent. A larger body is searched only if the
    /// request fails.
    /// </summary>
    public const int MaxRememberedBodyBytes = 1024 * 1024;

    /// <summary>
    /// The minimum length of secrets that are masked in names of members. A shorter value can be the name of a member by
    /// coincidence.
    /// </summary>
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

    /// <summary>Remembers the secrets of a request body, which the server can repeat later in an event or an error.</summary>
    public void Remember(byte[] body)
    {
        var found = new FoundSecrets();
        SecretFinder.FindInJson(body, found);
        _known.Remember(found.Values);
    }

    /// <summary>Remembers the values of headers that were set for a request.</summary>
    public void Remember(IEnumerable<string> headerValues)
    {
        var found = new FoundSecrets();
        foreach (var value in headerValues)
        {
            SecretFinder.FindInHeader(value, found);
        }

        _known.Remember(found.Values);
    }

    /// <summary>Remembers the user information and the values of query parameters that were added to the URL of a request.</summary>
    public void RememberAdded(Uri before, Uri after)
    {
        var found = new FoundSecrets();
        SecretFinder.FindAdded(before, after, found);
        _known.Remember(found.Values);
    }

    /// <summary>Masks the known secrets in a text.</summary>
    public string Mask(string text) => Current().Mask(text);

    /// <summary>
    /// Masks secrets in a response or in a line of a server's output. JSON remains valid and keeps repeated members.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="requestBody">The JSON of the request; null if there is none.</param>
    /// <param name="isCut">Whether the text was truncated, so that it may end with the start of a secret.</param>
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
        var found = new FoundSecrets();

        // A body that is not JSON has no member names that indicate secrets, so the complete body is treated as a secret.
        IEnumerable<string> secrets = SecretFinder.FindInJson(requestBody, found) ? found.Values : [.. found.Values, Encoding.UTF8.GetString(requestBody)];
        return secrets.Any() ? new SecretMatcher([.. _own, .. _known.ToList(), .. secrets]) : Current();
    }

    /// <summary>Masks secrets only in strings, so that the JSON remains valid; null if the text is not JSON.</summary>
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
