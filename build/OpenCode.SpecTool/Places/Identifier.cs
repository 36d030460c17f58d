using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Places;

/// <summary>Converts JSON names to C# names: <c>sessionID</c> → <c>SessionId</c>, <c>top_p</c> → <c>TopP</c>.</summary>
public static partial class Identifier
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ids"] = "Ids",
        ["oauth"] = "OAuth",
        ["aisdk"] = "AiSdk",
        ["opencode"] = "OpenCode",
    };

    private static readonly HashSet<string> s_keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const",
        "continue", "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern",
        "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface",
        "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override",
        "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof",
        "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint",
        "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    /// <summary>
    /// The maximum length of a name, in bytes of UTF-8. Compilers, file systems and metadata have limits, some of them in bytes.
    /// </summary>
    private const int MaxBytes = 120;

    public static string Pascal(string wireName)
    {
        var name = new StringBuilder();
        var visible = string.Concat(wireName.EnumerateRunes().Select(rune => HiddenText.Is(rune) || IsSelector(rune) ? " " : rune.ToString()));
        foreach (var part in Separators().Split(visible))
        {
            if (s_words.TryGetValue(part, out var known))
            {
                name.Append(known);
                continue;
            }

            foreach (Match word in Words().Matches(part))
            {
                name.Append(s_words.TryGetValue(word.Value, out var special) ? special : Capitalize(word.Value));
            }
        }

        if (name.Length == 0)
        {
            return "Empty";
        }

        // An identifier can't start with a digit, or with a mark that combines with the letter before it.
        return Limit(char.IsLetter(name[0]) ? name.ToString() : "N" + name);
    }

    /// <summary>Returns the name, with a suffix if it is already used, and marks it as used.</summary>
    public static string Claim(string name, HashSet<string> taken) =>
        new[] { name, name + "Value" }.Concat(Numbered(name + "Value")).First(taken.Add);

    /// <summary>Returns the name with a number as a suffix, starting with 2.</summary>
    public static IEnumerable<string> Numbered(string name) =>
        Enumerable.Range(2, int.MaxValue - 2).Select(number => name + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the name. If it is too long, it is truncated and a hash of the rest is appended.</summary>
    public static string Limit(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var length = Math.Min(name.Length, MaxBytes - 8);
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > MaxBytes - 8)
        {
            length--;
        }

        return name[..length] + Json.Sha256(name)[..8].ToUpperInvariant();
    }

    public static string Camel(string wireName)
    {
        var pascal = Pascal(wireName);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return s_keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary>Whether the character is a variation selector, which is not part of a name.</summary>
    private static bool IsSelector(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0F;

    /// <summary>
    /// Capitalizes a word. One or two letters after digits are a unit: <c>200k</c> becomes <c>200K</c>. More letters are a word:
    /// <c>1num</c> becomes <c>1Num</c>.
    /// </summary>
    private static string Capitalize(string word)
    {
        var digits = word.TakeWhile(char.IsDigit).Count();
        return digits > 0 && word.Length > digits + 2
            ? word[..digits] + Capitalize(word[digits..])
            : digits > 0 ? word.ToUpperInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
    }

    // An identifier can contain letters of any script, but no invisible characters and no surrogate pairs.
    [GeneratedRegex(@"[^\p{L}\p{Nd}\p{Mn}\p{Mc}]+")]
    private static partial Regex Separators();

    // A single capital before a capitalized word is a separate word (O|Auth). A longer run is an acronym (API|Error, ID).
    [GeneratedRegex(@"\p{Lu}+s(?!\p{Ll})|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Mn}\p{Mc}]+|\p{Nd}+\p{Ll}*|\p{Lu}|[\p{Lt}\p{Lm}\p{Lo}\p{Mn}\p{Mc}]+")]
    private static partial Regex Words();
}
