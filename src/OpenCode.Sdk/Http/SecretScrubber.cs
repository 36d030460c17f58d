using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenCode.Http;

/// <summary>
/// Takes secrets out of what a server said, before anybody can read it: the client's password, and the keys of the request
/// it answers. Thread-safe.
/// </summary>
internal sealed class SecretScrubber
{
    private const string Mask = "***";

    /// <summary>Shorter values would be found in every other word.</summary>
    private const int ShortestSecret = 4;

    /// <summary>Members whose values give access, with all that is inside them, by their names on the wire.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "apiKey", "access", "refresh", "token", "ticket", "clientSecret", "secret", "code", "password", "authorization",
        "headers", "environment", "env",
    };

    private readonly List<string> _own = [];

    public SecretScrubber(OpenCodeClientOptions options)
    {
        if (options.HasPassword)
        {
            _own.Add(options.Password!);
            _own.Add(new BasicAuthenticationProvider(options.Username, options.Password!).Header["Basic ".Length..]);
        }
    }

    /// <param name="text">What the server said.</param>
    /// <param name="requestBody">The JSON it was sent; null if there was none.</param>
    public string Scrub(string text, byte[]? requestBody)
    {
        var secrets = new HashSet<string>(_own, StringComparer.Ordinal);
        if (requestBody is { Length: > 0 } && text.Length > 0)
        {
            Collect(requestBody, secrets);
        }

        // The longest first: one may be a part of another.
        foreach (var secret in secrets.Where(s => s.Length >= ShortestSecret).OrderByDescending(s => s.Length))
        {
            // As it is, inside a JSON string, and inside JSON that is quoted in one.
            var form = secret;
            for (var depth = 0; depth <= 2; depth++)
            {
                text = text.Replace(form, Mask);
                form = Escape(form);
            }
        }

        return text;
    }

    private static void Collect(byte[] json, HashSet<string> secrets)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Collect(document.RootElement, isSecret: false, secrets);
        }
        catch (JsonException)
        {
            // A body made by hand need not be JSON; whatever it is, it has no members to go by.
            secrets.Add(Encoding.UTF8.GetString(json));
        }
    }

    private static void Collect(JsonElement element, bool isSecret, HashSet<string> secrets)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, isSecret || s_names.Contains(member.Name), secrets);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, isSecret, secrets);
                }

                break;
            case JsonValueKind.String when isSecret:
                secrets.Add(element.GetString()!);
                break;
        }
    }

    private static string Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
