using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>Converts text of the document to a C# string literal, including the quotation marks.</summary>
/// <remarks>
/// The literal contains only printable ASCII, without the <c>|</c> that separates values for the templates. A lone surrogate,
/// which UTF-8 can't represent, becomes the replacement character.
/// </remarks>
public static class Literal
{
    public static string Text(string text)
    {
        var literal = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    literal.Append('\\').Append(rune);
                    break;
                case < ' ' or > '~' or '|':
                    HiddenText.AppendEscaped(literal, rune);
                    break;
                default:
                    literal.Append(rune);
                    break;
            }
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Returns the UTF-8 literal of the text.</summary>
    public static string Utf8(string text) => Text(text) + "u8";

    /// <summary>Returns the literals as arguments of a call.</summary>
    public static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Text));

    /// <inheritdoc cref="List"/>
    public static string Utf8List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Utf8));
}
