using System.Text.Json;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>Reads only the tokens. No reader that uses <see cref="Utf8JsonReader"/> can be faster.</summary>
internal sealed class Tokenizer : IDecoder
{
    public string Name => "tokenizing";

    public int Decode(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
