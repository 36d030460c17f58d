using System.Text;

namespace OpenCode.Secrets;

/// <summary>
/// Represents a text without some levels of JSON escape sequences, and the position of each of its characters in the original
/// text. JSON that is quoted in JSON has a level for each quotation. Immutable.
/// </summary>
internal sealed class EscapedText
{
    private const int HexDigits = 4;

    private readonly List<int>? _positions;

    /// <summary>Initializes the original text.</summary>
    public EscapedText(string text)
        : this(text, positions: null)
    {
    }

    private EscapedText(string text, List<int>? positions)
    {
        Text = text;
        _positions = positions;
    }

    public string Text { get; }

    /// <summary>Returns the position in the original text at which a character starts, or at which the text ends.</summary>
    public int Original(int index) => _positions?[index] ?? index;

    /// <summary>
    /// Decodes one level. A backslash that starts no escape sequence is kept, because the text can be anything, for example a path.
    /// </summary>
    /// <param name="isCut">
    /// Whether the original text was truncated. In that case, an incomplete escape sequence at the end is omitted.
    /// </param>
    /// <returns>Null if the text contains no escape sequence.</returns>
    public EscapedText? Decode(bool isCut)
    {
        if (!Text.Contains('\\'))
        {
            return null;
        }

        var decoded = new StringBuilder(Text.Length);
        var positions = new List<int>(Text.Length + 1);
        for (var i = 0; i < Text.Length && !(isCut && IsIncomplete(i));)
        {
            positions.Add(Original(i));
            var length = Read(i, out var character);
            decoded.Append(character);
            i += length;
        }

        if (decoded.Length == Text.Length)
        {
            return null;
        }

        positions.Add(Original(Text.Length));
        return new EscapedText(decoded.ToString(), positions);
    }

    /// <summary>Reads a character or an escape sequence.</summary>
    /// <returns>Its length.</returns>
    private int Read(int index, out char character)
    {
        character = Text[index];
        if (character != '\\' || index + 1 == Text.Length)
        {
            return 1;
        }

        var escaped = Text[index + 1];
        if (escaped == 'u' && ReadHex(index + 2, out var codeUnit) == HexDigits)
        {
            character = codeUnit;
            return 2 + HexDigits;
        }

        char? decoded = escaped switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => char.IsLetterOrDigit(escaped) ? null : escaped,
        };
        character = decoded ?? character;
        return decoded is null ? 1 : 2;
    }

    /// <summary>Returns whether the text ends within an escape sequence that starts at the index.</summary>
    private bool IsIncomplete(int index) =>
        Text[index] == '\\'
        && (index + 1 == Text.Length || (Text[index + 1] == 'u' && ReadHex(index + 2, out _) is var count && count < HexDigits && index + 2 + count == Text.Length));

    /// <summary>Reads at most four hexadecimal digits.</summary>
    /// <returns>Their number.</returns>
    private int ReadHex(int index, out char value)
    {
        value = '\0';
        var count = 0;
        while (count < HexDigits && index + count < Text.Length && Text[index + count] is ((>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F')) and var digit)
        {
            value = (char)((value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10));
            count++;
        }

        return count;
    }
}
