using System.Text;
using System.Text.RegularExpressions;

namespace OpenCode.SpecTool.Types;

/// <summary>Turns names of the wire into C# names: <c>sessionID</c> → <c>SessionId</c>, <c>top_p</c> → <c>TopP</c>.</summary>
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

    /// <summary>Whether a text of the wire can stand in C# source and its documentation as it is.</summary>
    public static bool IsPlain(string text) => !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '"' or '\\' or '|' or '<' or '>' or '&' or '{' or '}');

    public static string Pascal(string wireName)
    {
        var name = new StringBuilder();
        foreach (var part in Separators().Split(wireName))
        {
            if (s_words.TryGetValue(part, out var known))
            {
                name.Append(known);
                continue;
            }

            foreach (Match word in Words().Matches(part))
            {
                name.Append(s_words.TryGetValue(word.Value, out var special) ? special : Capitalise(word.Value));
            }
        }

        if (name.Length == 0)
        {
            return "Empty";
        }

        return char.IsDigit(name[0]) ? "N" + name : name.ToString();
    }

    /// <summary>The name, or with something behind it if it is taken; it is taken from then on.</summary>
    public static string Claim(string name, HashSet<string> taken)
    {
        while (!taken.Add(name))
        {
            name += "Value";
        }

        return name;
    }

    public static string Camel(string wireName)
    {
        var pascal = Pascal(wireName);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return s_keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary>What follows digits is a unit: <c>200k</c> is <c>200K</c>.</summary>
    private static string Capitalise(string word) =>
        char.IsDigit(word[0]) ? word.ToUpperInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();

    // A single capital before a capitalised word stands alone (O|Auth); a longer run is an acronym (API|Error, ID).
    [GeneratedRegex("[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*|[A-Z]")]
    private static partial Regex Words();
}
