using BenchmarkDotNet.Attributes;
using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Micro;

/// <summary>Reads all recorded events once.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly SdkDecoder _sdk = new();
    private readonly Tokenizer _tokenizer = new();
    private readonly SourceGeneratedDecoder _sourceGenerated = new();
    private readonly NewtonsoftDecoder _newtonsoft = new();
    private IReadOnlyList<byte[]> _events = [];

    /// <summary>The events: all of them, or only the deltas of a text.</summary>
    [Params("mix", "delta")]
    public string Events { get; set; } = "mix";

    [GlobalSetup]
    public void Load()
    {
        var recording = Recording.Load();
        _events = Events == "mix" ? recording.Events : recording.Deltas;
    }

    [Benchmark(Baseline = true)]
    public int Tokenizing() => _events.Sum(_tokenizer.Decode);

    [Benchmark]
    public int Sdk() => _events.Sum(_sdk.Decode);

    [Benchmark]
    public int SourceGeneration() => _events.Sum(_sourceGenerated.Decode);

    [Benchmark]
    public int Newtonsoft() => _events.Sum(_newtonsoft.Decode);
}
