namespace OpenCode.Secrets;

/// <summary>Recognizes the names of members, variables, and query parameters whose values are secrets.</summary>
internal static class SecretName
{
    private const int LongestName = 128;

    /// <summary>Parts of the names of secrets.</summary>
    private static readonly string[] s_parts = ["key", "secret", "token", "password", "passwd", "passphrase", "credential", "authorization", "cookie"];

    /// <summary>Complete words in the names of secrets. They are too short to be parts of words.</summary>
    private static readonly string[] s_words = ["pass", "pwd", "pat", "auth"];

    /// <summary>Complete names of secrets.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase) { "access", "refresh", "ticket", "code", "headers", "environment", "env", "inputs" };

    /// <summary>
    /// Parts of the names of objects in which all values are secrets. Other objects with the name of a secret, for example an
    /// agent, are searched member by member.
    /// </summary>
    private static readonly string[] s_containerParts = ["headers", "env", "inputs", "credential", "secret"];

    /// <summary>Starts of names that contain "key" but are not secrets.</summary>
    private static readonly string[] s_harmlessStarts = ["keyb", "keyword"];

    /// <summary>The variable in which shells store the current directory.</summary>
    private const string CurrentDirectory = "PWD";

    /// <summary>Returns whether a name indicates a secret.</summary>
    public static bool IsSecret(string name) =>
        s_names.Contains(name)
        || (name.Length <= LongestName
            && (ContainsAny(name, s_parts) || (Array.Exists(s_words, word => ContainsWord(name, word)) && !name.Equals(CurrentDirectory, StringComparison.OrdinalIgnoreCase)))
            && !Array.Exists(s_harmlessStarts, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Returns whether all values in an object with this name are secrets.</summary>
    public static bool IsContainer(string name) => ContainsAny(name, s_containerParts);

    private static bool ContainsAny(string name, string[] parts) => Array.Exists(parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns whether a name such as <c>DB_PASS</c>, <c>db-pass</c>, or <c>dbPass</c> contains a word.</summary>
    private static bool ContainsWord(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (IsBetweenWords(name, at) && IsBetweenWords(name, at + word.Length))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns whether a word can start or end at a position: at a character that is not a letter, or at a hump.</summary>
    private static bool IsBetweenWords(string name, int at)
    {
        if (at == 0 || at == name.Length || !char.IsLetter(name[at - 1]) || !char.IsLetter(name[at]))
        {
            return true;
        }

        // In "DBPass", the hump is the last capital letter.
        return char.IsUpper(name[at]) && (char.IsLower(name[at - 1]) || (at + 1 < name.Length && char.IsLower(name[at + 1])));
    }
}
