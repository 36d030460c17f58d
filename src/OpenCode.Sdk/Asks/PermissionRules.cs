using OpenCode.Models;

namespace OpenCode.Asks;

/// <summary>Decides permission requests by rules, in the same way as the server applies its configuration.</summary>
internal static class PermissionRules
{
    /// <summary>
    /// Returns the rule that decides a request; null if none does. As in the server's configuration, the last matching rule wins.
    /// A request for several patterns is allowed only if each of them is allowed, and denied if one of them is denied.
    /// </summary>
    public static PermissionRule? Find(IReadOnlyList<PermissionRule> rules, PermissionRequest request)
    {
        var patterns = request.Patterns.Count == 0 ? [""] : request.Patterns;
        var deciding = patterns.Select(pattern => rules.LastOrDefault(r => Matches(r.Permission, request.Permission) && Matches(r.Pattern, pattern))).ToList();
        return deciding.Find(r => r?.Action == PermissionAction.Deny)
            ?? (deciding.TrueForAll(r => r?.Action == PermissionAction.Allow) ? deciding[0] : null);
    }

    /// <summary>
    /// Returns whether text matches a pattern with the wildcards <c>*</c> (any text) and <c>?</c> (any character).
    /// </summary>
    public static bool Matches(string pattern, string text)
    {
        // On the server, "git *" also matches "git".
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
