using OpenCode.Models;

namespace OpenCode.Asks;

/// <summary>Decides permission requests by rules, in the way the server decides by its own configuration.</summary>
internal static class PermissionRules
{
    /// <summary>
    /// The rule that decides about a request; null if none does. As in the server's configuration the last rule that matches
    /// wins. A request for several patterns is allowed only if each of them is, and denied if one of them is.
    /// </summary>
    public static PermissionRule? Find(IReadOnlyList<PermissionRule> rules, PermissionRequest request)
    {
        var patterns = request.Patterns.Count == 0 ? [""] : request.Patterns;
        var deciding = patterns.Select(pattern => rules.LastOrDefault(r => Matches(r.Permission, request.Permission) && Matches(r.Pattern, pattern))).ToList();
        return deciding.Find(r => r?.Action == PermissionAction.Deny)
            ?? (deciding.TrueForAll(r => r?.Action == PermissionAction.Allow) ? deciding[0] : null);
    }

    /// <summary>Whether a text matches a pattern with the wildcards <c>*</c> (any text) and <c>?</c> (any character).</summary>
    public static bool Matches(string pattern, string text)
    {
        // The server takes "git *" for "git" too.
        if (pattern.EndsWith(" *", StringComparison.Ordinal) && Matches(pattern[..^2], text))
        {
            return true;
        }

        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }
}
