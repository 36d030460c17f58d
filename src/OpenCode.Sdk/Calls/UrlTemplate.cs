using System.Text;

namespace OpenCode.Calls;

/// <summary>
/// Expands the URL templates of the generated request builders: <c>{+baseurl}</c>, then path segments such as <c>{sessionID}</c>,
/// then <c>{?directory,workspace}</c>. The result is the same as that of Kiota, in a fraction of its time, and always belongs to
/// the server of the base URL.
/// </summary>
internal static class UrlTemplate
{
    private const string BaseUrl = "{+baseurl}";

    /// <summary>A character other than a slash after the base URL could change its host.</summary>
    private const string Start = BaseUrl + "/";

    /// <summary>The parameter whose value Kiota uses as the complete URL.</summary>
    private const string RawUrl = "request-raw-url";

    /// <returns>The URL; null if the template or a value has another form.</returns>
    public static string? TryExpand(string? template, string baseUrl, IDictionary<string, object> pathParameters, IDictionary<string, object> queryParameters)
    {
        if (template is null || pathParameters is not Dictionary<string, object> path || queryParameters is not Dictionary<string, object> query || !template.StartsWith(Start, StringComparison.Ordinal)
            || !IsPlain(baseUrl) || path.ContainsKey(RawUrl) || Overlap(path, query))
        {
            return null;
        }

        var url = new StringBuilder(baseUrl, baseUrl.Length + template.Length + 64);
        for (var at = BaseUrl.Length; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var literal = template.AsSpan(at, (open < 0 ? template.Length : open) - at);
            if (!IsPlain(literal))
            {
                return null;
            }

            url.Append(template, at, literal.Length);
            if (open < 0)
            {
                break;
            }

            var close = template.IndexOf('}', open);
            if (close < 0 || !TryExpand(url, template.AsSpan(open + 1, close - open - 1), path, query))
            {
                return null;
            }

            at = close + 1;
        }

        return url.ToString();
    }

    /// <summary>Expands the content of one pair of braces.</summary>
    private static bool TryExpand(StringBuilder url, ReadOnlySpan<char> expression, Dictionary<string, object> path, Dictionary<string, object> query)
    {
        var isQuery = expression is ['?', ..];
        var names = isQuery ? expression[1..] : expression;
        var separator = '?';
        while (true)
        {
            var comma = names.IndexOf(',');
            var name = comma < 0 ? names : names[..comma];
            if (!IsName(name) || (comma >= 0 && !isQuery))
            {
                return false;
            }

            if (Find(name, path) is { } value || (value = Find(name, query)) is not null)
            {
                if (value is not string text)
                {
                    return false;
                }

                if (isQuery)
                {
                    Append(url.Append(separator), name).Append('=');
                    separator = '&';
                }

                url.Append(Uri.EscapeDataString(text));
            }

            if (comma < 0)
            {
                return true;
            }

            names = names[(comma + 1)..];
        }
    }

    /// <summary>
    /// Returns the value of a parameter. Names are compared exactly, regardless of the comparer of the dictionary.
    /// </summary>
    private static object? Find(ReadOnlySpan<char> name, Dictionary<string, object> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (name.SequenceEqual(parameter.Key.AsSpan()))
            {
                return parameter.Value;
            }
        }

        return null;
    }

    private static bool Overlap(Dictionary<string, object> path, Dictionary<string, object> query)
    {
        foreach (var parameter in query)
        {
            if (path.ContainsKey(parameter.Key))
            {
                return true;
            }
        }

        return false;
    }

    private static StringBuilder Append(StringBuilder text, ReadOnlySpan<char> more)
    {
#if NET
        return text.Append(more);
#else
        return text.Append(more.ToString());
#endif
    }

    /// <summary>Returns whether a name has no modifiers. Kiota expands names with modifiers.</summary>
    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!(IsLetterOrDigit(c) || c is '_' or '%'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    /// <summary>Returns whether a URL contains the text unchanged.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!(IsLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/' or ':' or '[' or ']' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
