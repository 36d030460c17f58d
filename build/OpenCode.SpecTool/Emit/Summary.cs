using System.Text.RegularExpressions;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Emit;

/// <summary>Texts as they stand in XML documentation.</summary>
public static partial class Summary
{
    /// <summary>A sentence; what stands in backticks is code.</summary>
    public static string Of(string text)
    {
        var sentence = Code().Replace(XmlDoc.Text(text), "<c>$1</c>");
        return sentence.Length > 0 && sentence[^1] is '.' or '?' or '!' ? sentence : sentence + ".";
    }

    /// <summary>A sentence, or the name on the wire if there are no words.</summary>
    public static string OfOrName(string? text, string wireName) =>
        text is null ? XmlDoc.Code(wireName) : Of(text);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
