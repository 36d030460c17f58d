using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Places;

/// <summary>
/// Checks that every text for NSwag and the templates is a single line, so that none can start a file, a directive or a
/// statement.
/// </summary>
public static class PrintedDocument
{
    /// <exception cref="SpecToolException">A text was not prepared for its place.</exception>
    public static void Check(JObject document)
    {
        foreach (var token in document.DescendantsAndSelf())
        {
            var text = (token is JProperty property ? property.Name : token.Type == JTokenType.String ? (string?)token : null) ?? "";
            if (HiddenText.IsIn(text))
            {
                throw new SpecToolException($"\"{HiddenText.Show(text)}\" at {HiddenText.Show(token.Path)} contains characters that would be printed without escaping.");
            }
        }
    }
}
