using System.Text.Json;
using OpenCode.Benchmarks.Contestants;
using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Reads all messages of a session. The list has a size of 10 MB.</summary>
internal sealed class MessagesComparison : Comparison
{
    private const string Parse = "json-parse";
    private long _length;

    public override string Name => "messages";

    public override async Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var count = bench.Recording.Messages.CountOf(bench.Operations(10_000_000, 50_000));
        var body = bench.Recording.Messages.List(0, count);
        _length = body.Length;
        var url = (await bench.ServerAsync(cancellationToken)).NewWorld(WorldKind.Messages(count));
        var client = new OpenCodeClient(url);
        var http = new HttpClient();
        var session = bench.Recording.SessionId;
        var messages = new Uri(url, $"session/{session}/message");
        var tokenizer = new Tokenizer();
        List<Contestant> contestants =
        [
            new("sdk", token => Meter.MeasureAsync(1, () => client.Session.MessagesAsync(session, cancellationToken: token))),
            new("http-client", token => Meter.MeasureAsync(1, () => http.GetByteArrayAsync(messages, token))),
            new("decoding", _ => Task.FromResult(Meter.Measure(1, () => JsonSerializer.Deserialize<IReadOnlyList<MessageWithParts>>(body, OpenCodeJson.Options)))),
            new("tokenizing", _ => Task.FromResult(Meter.Measure(1, () => tokenizer.Decode(body)))),
        ];
        if (bench.HasJavaScript)
        {
            var node = await bench.JavaScriptAsync(cancellationToken);
            contestants.Add(new Contestant(Parse, token =>
                node.MeasureAsync(1, new() { ["task"] = "parse", ["url"] = messages.ToString() }, token)));
            contestants.Add(new Contestant("javascript", token =>
                node.MeasureAsync(1, new() { ["task"] = "messages", ["url"] = url.ToString(), ["session"] = session }, token)));
        }

        return contestants;
    }

    public override IEnumerable<Row> Rows(Standings standings)
    {
        if (standings.Has(Parse))
        {
            yield return new("messages", standings.TimeRatio("sdk", Parse), "x JSON.parse", Bar.AtMost(0.9));
        }

        yield return new("messages.bytes", standings.Bytes("sdk") / _length, "x body allocated", Bar.AtMost(3));
        foreach (var contestant in standings.Names.Order(StringComparer.Ordinal))
        {
            yield return new($"messages.{contestant}", standings.Time(contestant) / 1_000_000, "ms");
        }
    }
}
