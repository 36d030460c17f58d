using System.Text.RegularExpressions;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Emit;

/// <summary>Converts texts to XML documentation.</summary>
public static partial class Summary
{
    /// <summary>Returns a sentence. Text in backticks becomes code.</summary>
    public static string Of(string text)
    {
        var sentence = Code().Replace(XmlDoc.Text(text), "<c>$1</c>");
        return sentence.Length > 0 && sentence[^1] is '.' or '?' or '!' ? sentence : sentence + ".";
    }

    /// <summary>Returns a sentence, or the JSON name if there is no text.</summary>
    public static string OfOrName(string? text, string wireName) =>
        text is null ? XmlDoc.Code(wireName) : Of(text);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
