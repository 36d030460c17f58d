using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads events from memory.</summary>
/// <param name="name">The name.</param>
/// <param name="choose">Selects the events, which are read repeatedly.</param>
/// <param name="leastSpeed">The minimum speed, as a fraction of the speed of tokenizing.</param>
/// <param name="mostBytes">The maximum number of allocated bytes for each event.</param>
internal sealed class DecodeComparison(string name, Func<Recording, IReadOnlyList<byte[]>> choose, double leastSpeed, double mostBytes) : Comparison
{
    private const string JavaScript = "json-parse";

    public override string Name => name;

    /// <summary>The ways to read an event in .NET.</summary>
    public static IReadOnlyList<IDecoder> Decoders() => [new SdkDecoder(), new Tokenizer(), new SourceGeneratedDecoder(), new NewtonsoftDecoder()];

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var events = choose(bench.Recording);
        var count = bench.Operations(200_000, 500);
        var contestants = Decoders().Select(decoder => new Contestant(decoder.Name, _ => Task.FromResult(Measure(decoder, events, count)))).ToList();
        if (bench.HasJavaScript)
        {
            var node = await bench.JavaScriptAsync(cancellationToken);
            JsonObject Task() => new() { ["task"] = "events", ["count"] = count, ["events"] = new JsonArray([.. events.Select(json => (JsonNode)Encoding.UTF8.GetString(json))]) };
            contestants.Add(new Contestant(JavaScript, token => node.MeasureAsync(count, Task(), token)));
        }

        return contestants;
    }

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new(name, standings.SpeedRatio("sdk", "tokenizing"), "x tokenizing", Bar.AtLeast(leastSpeed)),
        new($"{name}.bytes", standings.Bytes("sdk"), "B/event", Bar.AtMost(mostBytes)),
        .. Rates.Of(name, standings),
        new($"{name}.newtonsoft.bytes", standings.Bytes("newtonsoft"), "B/event"),
        new($"{name}.source-generation.bytes", standings.Bytes("source-generation"), "B/event"),
    ];

    private static Sample Measure(IDecoder decoder, IReadOnlyList<byte[]> events, int count) => Meter.Measure(count, () =>
    {
        for (var i = 0; i < count; i++)
        {
            decoder.Decode(events[i % events.Count]);
        }
    });
}
