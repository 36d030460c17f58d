using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Secrets;

/// <summary>Recognizes secrets by their location: by the name of a member, a variable, or a header, or in a URL.</summary>
internal static class SecretFinder
{
    private const int LongestName = 128;

    /// <summary>
    /// The minimum length of credentials after a scheme such as "Bearer" in JSON. A shorter word is not considered a secret.
    /// </summary>
    private const int ShortestCredentials = 8;

    /// <summary>Parts of the names of members whose values are secrets.</summary>
    private static readonly string[] s_nameParts = ["key", "secret", "token", "password", "passwd", "passphrase", "credential", "authorization", "cookie"];

    /// <summary>
    /// Parts of the names of objects in which all values are secrets. Other objects with the name of a secret, for example an
    /// agent, are searched member by member.
    /// </summary>
    private static readonly string[] s_containerParts = ["headers", "env", "inputs", "credential", "secret"];

    /// <summary>Complete names of members whose values are secrets.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase) { "access", "refresh", "ticket", "code", "headers", "environment", "env", "inputs" };

    /// <summary>Starts of names that contain "key" but are not secrets.</summary>
    private static readonly string[] s_harmlessStarts = ["keyb", "keyword"];

    private static readonly HashSet<string> s_harmlessValues = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "none", "auto" };

    public static bool IsSecretName(string name) =>
        s_names.Contains(name)
        || (name.Length <= LongestName
            && ContainsAny(name, s_nameParts)
            && !Array.Exists(s_harmlessStarts, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Returns whether a value is too common to be masked: a switch, a small number, or a reference to a variable or a file.
    /// </summary>
    public static bool IsHarmless(string value) =>
        value.Length < SecretMatcher.ShortestSecret
        || s_harmlessValues.Contains(value)
        || (value.Length < 8 && value.All(c => c is >= '0' and <= '9'))
        || (value.EndsWith('}') && (value.StartsWith("{env:", StringComparison.Ordinal) || value.StartsWith("{file:", StringComparison.Ordinal)));

    /// <summary>Finds the secrets in JSON, including repeated members.</summary>
    /// <returns>False if the text is not JSON. The secrets before the first error are kept.</returns>
    public static bool FindInJson(ReadOnlySpan<byte> json, ICollection<string> found)
    {
        const int None = -1;
        var depth = None;
        var isContainer = false;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        if (depth == None && JsonText.Read(ref reader) is var name && IsSecretName(name))
                        {
                            depth = reader.CurrentDepth;
                            isContainer = ContainsAny(name, s_containerParts);
                        }

                        continue;
                    case JsonTokenType.String when depth == None:
                        if (reader.ValueSpan.IndexOf("://"u8) > 0)
                        {
                            FindInUrl(JsonText.Read(ref reader), found);
                        }

                        continue;
                    case JsonTokenType.String:
                        FindInHeader(JsonText.Read(ref reader), found, ShortestCredentials);
                        break;
                    case JsonTokenType.StartObject when reader.CurrentDepth == depth && !isContainer:
                        depth = None;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        continue;
                }

                // The value of the secret member, or a value inside it, ends here.
                depth = reader.CurrentDepth == depth ? None : depth;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Finds the password in a URL and the query parameters whose names indicate secrets.</summary>
    public static void FindInUrl(string text, ICollection<string> found)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return;
        }

        if (url.UserInfo.Length > 0)
        {
            AddDecoded(url.UserInfo[(url.UserInfo.IndexOf(':') + 1)..], found);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&'))
        {
            var separator = pair.IndexOf('=');
            if (separator > 0 && IsSecretName(Uri.UnescapeDataString(pair[..separator])))
            {
                AddDecoded(pair[(separator + 1)..], found);
            }
        }
    }

    /// <summary>Finds the secrets in a header: its value, and its credentials if it starts with a scheme.</summary>
    public static void FindInHeader(string value, ICollection<string> found, int shortestCredentials = SecretMatcher.ShortestSecret)
    {
        Add(value, found);
        var scheme = value.IndexOf(' ');
        if (scheme > 0 && value.Length - scheme > shortestCredentials && value.IndexOf(' ', scheme + 1) < 0)
        {
            Add(value[(scheme + 1)..], found);
        }
    }

    /// <summary>
    /// Adds a secret unless it is harmless. If it has several lines, such as a private key, each line is also a secret.
    /// </summary>
    public static void Add(string value, ICollection<string> found)
    {
        if (!IsHarmless(value))
        {
            found.Add(value);
        }

        if (value.Contains('\n'))
        {
            foreach (var line in value.Split('\n').Select(line => line.Trim()).Where(line => !IsHarmless(line)))
            {
                found.Add(line);
            }
        }
    }

    private static bool ContainsAny(string name, string[] parts) => Array.Exists(parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static void AddDecoded(string value, ICollection<string> found)
    {
        Add(value, found);
        Add(Uri.UnescapeDataString(value), found);
    }
}
