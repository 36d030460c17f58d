namespace OpenCode.Benchmarks.Contestants;

/// <summary>A way to read the JSON of an event.</summary>
internal interface IDecoder
{
    public string Name { get; }

    /// <returns>Something that depends on what was read, so that nothing is left out.</returns>
    public int Decode(byte[] json);
}
