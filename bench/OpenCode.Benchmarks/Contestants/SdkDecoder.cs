using OpenCode.Models;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>The generated reader of the SDK.</summary>
internal sealed class SdkDecoder : IDecoder
{
    public string Name => "sdk";

    public int Decode(byte[] json) => OpenCodeJson.Read(json, Event.ReadFrom).Type.Length;
}
