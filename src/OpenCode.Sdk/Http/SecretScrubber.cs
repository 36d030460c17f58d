using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenCode.Models;

namespace OpenCode.Http;

/// <summary>
/// Takes secrets out of what a server said, before anybody can read it: the client's password, and the keys of the request
/// it answers. Values of less than four characters are in every other word and are left. Thread-safe.
/// </summary>
internal sealed class SecretScrubber
{
    private const string Mask = "***";
    private const int ShortestSecret = 4;

    /// <summary>Members whose values give access, with all that is inside them, by a part of their names on the wire.</summary>
    private static readonly string[] s_nameParts = ["key", "secret", "token", "password", "passphrase", "credential", "authorization", "cookie"];

    /// <summary>The same by their whole names.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase) { "access", "refresh", "ticket", "code", "headers", "environment", "env", "inputs" };

    private static readonly JsonSerializerOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = OpenCodeJson.TypeInfoResolver };

    private readonly List<string> _own = [];

    public SecretScrubber(OpenCodeClientOptions options)
    {
        if (options.HasPassword)
        {
            _own.Add(options.Password!);
            _own.Add(BasicAuthenticationProvider.Encode(options.Username, options.Password!));
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
        var ordered = secrets.Where(s => s.Length >= ShortestSecret).OrderByDescending(s => s.Length).ToList();
        var scrubbed = Replace(text, ordered);
        return ReferenceEquals(scrubbed, text) ? text : ScrubJson(text, ordered) ?? scrubbed;
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
            secrets.Add(System.Text.Encoding.UTF8.GetString(json));
        }
    }

    private static void Collect(JsonElement element, bool isSecret, HashSet<string> secrets)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in JsonRead.Members(element))
                {
                    Collect(member.Value, isSecret || IsSecret(member.Key), secrets);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, isSecret, secrets);
                }

                break;
            case JsonValueKind.String when isSecret:
                secrets.Add(JsonText.Read(element));
                break;
        }
    }

    private static bool IsSecret(string name) =>
        s_names.Contains(name) || s_nameParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Masks inside strings only, so that the rest of what the server says can still be read; null if it is no JSON.</summary>
    private static string? ScrubJson(string text, List<string> secrets)
    {
        try
        {
            return ScrubNode(JsonNode.Parse(text), secrets)?.ToJsonString(s_writing);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or with half a character in it; then it is masked as plain text.
            return null;
        }
    }

    private static JsonNode? ScrubNode(JsonNode? node, List<string> secrets) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, ScrubNode(m.Value, secrets)))),
        JsonArray items => new JsonArray([.. items.Select(item => ScrubNode(item, secrets))]),
        JsonValue value when value.TryGetValue(out string? content) => JsonValue.Create(Replace(content!, secrets)),
        _ => node?.DeepClone(),
    };

    /// <summary>The same string if there is nothing to replace.</summary>
    private static string Replace(string text, List<string> secrets)
    {
        var result = text;
        foreach (var secret in secrets)
        {
            // As it is, inside a JSON string, and inside JSON that is quoted in one.
            var form = secret;
            for (var depth = 0; depth <= 2; depth++)
            {
                result = result.Contains(form, StringComparison.Ordinal) ? result.Replace(form, Mask) : result;
                form = JsonText.Encode(form, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
            }
        }

        return result;
    }
}
