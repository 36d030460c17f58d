using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Secrets;

/// <summary>Recognizes secrets by their location: by the name of a member or a query parameter, in a header, or in a URL.</summary>
internal static class SecretFinder
{
    /// <summary>
    /// The minimum length of credentials after a scheme such as "Bearer" in JSON. A shorter word is not considered a secret.
    /// </summary>
    private const int ShortestCredentials = 8;

    /// <summary>Accepts everything that a configuration can contain, at any depth.</summary>
    private static readonly JsonReaderOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = int.MaxValue };

    /// <summary>Finds the secrets in JSON, including repeated members. Comments and trailing commas are allowed.</summary>
    /// <returns>False if the text is not JSON. The secrets before the first error are kept.</returns>
    public static bool FindInJson(ReadOnlySpan<byte> json, FoundSecrets found)
    {
        const int None = -1;
        var depth = None;
        var isContainer = false;
        var reader = new Utf8JsonReader(json, s_reading);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        if (depth == None && JsonText.Read(ref reader) is var name && SecretName.IsSecret(name))
                        {
                            depth = reader.CurrentDepth;
                            isContainer = SecretName.IsContainer(name);
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
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The text is not JSON, or a string in it is not UTF-8.
            return false;
        }
    }

    /// <summary>Finds the password in a URL and the query parameters whose names indicate secrets.</summary>
    public static void FindInUrl(string text, FoundSecrets found)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return;
        }

        if (url.UserInfo.Length > 0)
        {
            found.AddEncoded(url.UserInfo[(url.UserInfo.IndexOf(':') + 1)..]);
        }

        foreach (var pair in Pairs(url))
        {
            var separator = pair.IndexOf('=');
            if (separator > 0 && SecretName.IsSecret(Uri.UnescapeDataString(pair[..separator])))
            {
                found.AddEncoded(pair[(separator + 1)..]);
            }
        }
    }

    /// <summary>Finds the user information and the values of query parameters, with any name, that were added to a URL.</summary>
    public static void FindAdded(Uri before, Uri after, FoundSecrets found)
    {
        foreach (var pair in Pairs(after).Except(Pairs(before)))
        {
            found.AddEncoded(pair[(pair.IndexOf('=') + 1)..]);
        }

        foreach (var part in after.UserInfo.Split(':').Except(before.UserInfo.Split(':')))
        {
            found.AddEncoded(part);
        }
    }

    /// <summary>Finds the secrets in a header: its value, and its credentials if it starts with a scheme.</summary>
    public static void FindInHeader(string value, FoundSecrets found, int shortestCredentials = SecretMatcher.ShortestSecret)
    {
        found.Add(value);
        var scheme = value.IndexOf(' ');
        if (scheme > 0 && value.Length - scheme > shortestCredentials && value.IndexOf(' ', scheme + 1) < 0)
        {
            found.Add(value[(scheme + 1)..]);
        }
    }

    private static string[] Pairs(Uri url) => url.Query.TrimStart('?').Split('&');
}
