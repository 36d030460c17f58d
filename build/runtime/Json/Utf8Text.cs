using System.Runtime.CompilerServices;
using System.Text;

namespace OpenCode.Models;

/// <summary>Rejects bytes that are not UTF-8. System.Text.Json detects them only when it creates a string from them.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="JsonException">The bytes are not UTF-8.</exception>
    public static void Validate(ReadOnlySpan<byte> utf8Json)
    {
#if NET
        if (System.Text.Unicode.Utf8.IsValid(utf8Json))
        {
            return;
        }

#endif
        Reject(utf8Json);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Reject(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            s_strict.GetCharCount(utf8Json);
        }
        catch (DecoderFallbackException e)
        {
            throw JsonLocation.Describe(new FormatException($"Byte {e.Index} is not valid UTF-8.", e), new Utf8JsonReader(utf8Json), e.Index);
        }
    }
}
