using OpenCode.Models;

namespace OpenCode.Benchmarks.Contestants;

/// <summary>The generated reader of the SDK, as an event stream uses it: the events of a connection share strings.</summary>
internal sealed class SdkDecoder : IDecoder
{
    private readonly SharedStrings _strings = new();

    public string Name => "sdk";

    public int Decode(byte[] json) => OpenCodeJson.Read(json, Event.ReadFrom, _strings).Type.Length;
}
