using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Places;

/// <summary>Holds that whatever NSwag and the templates get is one line, so that none can start a file, a directive or a statement.</summary>
public static class PrintedDocument
{
    /// <exception cref="SpecToolException">A text passed no function for its place.</exception>
    public static void Check(JObject document)
    {
        foreach (var token in document.DescendantsAndSelf())
        {
            var text = (token is JProperty property ? property.Name : token.Type == JTokenType.String ? (string?)token : null) ?? "";
            if (HiddenText.IsIn(text))
            {
                throw new SpecToolException($"\"{HiddenText.Show(text)}\" at {HiddenText.Show(token.Path)} would be printed as it is.");
            }
        }
    }
}
