namespace OpenCode.Testing.Store;

/// <summary>Matches patterns in which <c>*</c> matches any text.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string text) => Matches(pattern, 0, text, 0);

    private static bool Matches(string pattern, int at, string text, int from)
    {
        for (; at < pattern.Length; at++, from++)
        {
            if (pattern[at] == '*')
            {
                for (var rest = from; rest <= text.Length; rest++)
                {
                    if (Matches(pattern, at + 1, text, rest))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (from == text.Length || pattern[at] != text[from])
            {
                return false;
            }
        }

        return from == text.Length;
    }
}
