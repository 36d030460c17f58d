namespace OpenCode.Benchmarks.Contestants;

/// <summary>A way to read the JSON of an event.</summary>
internal interface IDecoder
{
    public string Name { get; }

    /// <returns>A value that depends on the content, so that no work can be optimized away.</returns>
    public int Decode(byte[] json);
}
