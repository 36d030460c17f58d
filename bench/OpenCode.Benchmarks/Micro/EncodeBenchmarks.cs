using System.Text.Json;
using BenchmarkDotNet.Attributes;
using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Recorded;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Micro;

/// <summary>Writes all recorded events once.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private readonly List<Event> _events = [];
    private readonly List<WireEvent> _plain = [];

    [GlobalSetup]
    public void Load()
    {
        foreach (var json in Recording.Load().Events)
        {
            _events.Add(OpenCodeJson.Read(json, Event.ReadFrom));
            _plain.Add(JsonSerializer.Deserialize(json, WireContext.Default.WireEvent)!);
        }
    }

    [Benchmark(Baseline = true)]
    public int SourceGeneration() => _plain.Sum(e => JsonSerializer.SerializeToUtf8Bytes(e, WireContext.Default.WireEvent).Length);

    [Benchmark]
    public int Sdk() => _events.Sum(e => OpenCodeJson.Write(e).Length);

    [Benchmark]
    public int Serializer() => _events.Sum(e => JsonSerializer.SerializeToUtf8Bytes(e, OpenCodeJson.Options).Length);
}
