using System.Text.Encodings.Web;

namespace OpenCode.Models;

/// <summary>Leaves text that is encoded already as it is: the one way to give a writer an escape sequence, property names included.</summary>
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
