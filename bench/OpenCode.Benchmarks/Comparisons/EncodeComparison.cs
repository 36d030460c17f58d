using Newtonsoft.Json;
using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Harness;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Writes events as UTF-8.</summary>
internal sealed class EncodeComparison : Comparison
{
    private double _length;

    public override string Name => "encode";

    public override Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var json = bench.Recording.Events;
        var count = bench.Operations(200_000, 500);
        var events = json.Select(e => OpenCodeJson.Read(e, Event.ReadFrom)).ToList();
        var plain = json.Select(e => System.Text.Json.JsonSerializer.Deserialize(e, WireContext.Default.WireEvent)!).ToList();
        var settings = NewtonsoftSettings.Create();

        // The events are written in turn, so this is the length of the average event.
        _length = Enumerable.Range(0, count).Average(i => json[i % json.Count].Length);
        return Task.FromResult<IReadOnlyList<Contestant>>(
        [
            Write("sdk", count, events, e => OpenCodeJson.Write(e).Length),
            Write("source-generation", count, plain, e => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(e, WireContext.Default.WireEvent).Length),
            Write("newtonsoft", count, plain, e => System.Text.Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(e, settings)).Length),
        ]);
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("encode", standings.Bytes("sdk") / _length, "x its JSON allocated", Bar.AtMost(2)),
        .. Rates.Of(Name, standings),
        .. standings.Names.Order(StringComparer.Ordinal).Select(contestant => new Row($"encode.{contestant}.bytes", standings.Bytes(contestant), "B/event")),
    ];

    private static Contestant Write<T>(string name, int count, IReadOnlyList<T> events, Func<T, int> write) =>
        new(name, _ => Task.FromResult(Meter.Measure(count, () =>
        {
            for (var i = 0; i < count; i++)
            {
                write(events[i % events.Count]);
            }
        })));
}
