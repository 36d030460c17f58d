using System.Text;

namespace OpenCode.SpecTool.Places;

/// <summary>A text of the document as a C# string literal, quotes included.</summary>
/// <remarks>
/// The literal is of printable ASCII alone, and without the <c>|</c> that joins values for the templates. An unpaired
/// surrogate, which UTF-8 can't express, becomes the replacement character.
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

    /// <summary>The literal of the text's UTF-8.</summary>
    public static string Utf8(string text) => Text(text) + "u8";

    /// <summary>Arguments of a call.</summary>
    public static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Text));

    /// <inheritdoc cref="List"/>
    public static string Utf8List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Utf8));
}
