using System.Text.Encodings.Web;

namespace OpenCode.Models;

/// <summary>
/// Leaves encoded text unchanged. This is the only way to pass an escape sequence to a writer, including in property names.
/// </summary>
internal sealed unsafe class VerbatimEncoder : JavaScriptEncoder
{
    public static VerbatimEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 1;

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => -1;

    public override int FindFirstCharacterToEncode(char* text, int textLength) => -1;

    public override bool WillEncode(int unicodeScalar) => false;

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        numberOfCharactersWritten = 0;
        return false;
    }
}
