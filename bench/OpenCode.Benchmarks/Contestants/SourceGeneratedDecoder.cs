using System.Text.Json;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>Source generation of System.Text.Json.</summary>
internal sealed class SourceGeneratedDecoder : IDecoder
{
    public string Name => "source-generation";

    public int Decode(byte[] json) => JsonSerializer.Deserialize(json, WireContext.Default.WireEvent)!.Type!.Length;
}
