using System.Text.Json;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>Streams as the server sends them, and clients that come back to them quickly.</summary>
internal static class StreamScript
{
    public const string Connected = """{"id":"evt_0","type":"server.connected","properties":{}}""";

    public static EventStreamOptions Quick { get; } = new() { InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1), ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan };

    public static OpenCodeClient Client(Uri server, EventStreamOptions? options = null, TimeProvider? time = null) =>
        new(new OpenCodeClientOptions { BaseUrl = server, EventStream = options ?? Quick, TimeProvider = time ?? TimeProvider.System });

    /// <summary>An event with a number, of a kind that no version knows.</summary>
    public static string Numbered(int number) => $$$"""{"id":"evt_{{{number}}}","type":"test.numbered","properties":{"number":{{{number}}}}}""";

    public static int? Number(Event e) => e is UnknownEvent { Type: "test.numbered", Json: var json } ? json.GetProperty("properties").GetProperty("number").GetInt32() : null;

    public static string Text(Event e) => e switch
    {
        StreamGapEvent => "gap",
        UnreadableEvent => "unreadable",
        _ => Number(e)?.ToString() ?? e.Type,
    };

    /// <summary>A stream of numbered events that goes on counting over all its connections; each sends some events and ends as it likes.</summary>
    public static EventServer Counting(int eventsEach, Func<EventRequest, Task> end)
    {
        var next = 0;
        return new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(Connected);
            for (var i = 0; i < eventsEach; i++)
            {
                await request.SendEventAsync(Numbered(++next));
            }

            await end(request);
        });
    }

    /// <summary>A session's durable events, which begin wherever they are asked for and then stay open.</summary>
    public static EventServer Durable(int count) => new(async request =>
    {
        await request.OpenStreamAsync();
        for (var seq = request.After + 1; seq <= count; seq++)
        {
            await request.SendEventAsync($$$"""{"id":"evt_{{{seq}}}","type":"test.numbered","durable":{"aggregateID":"ses_1","seq":{{{seq}}},"version":1},"data":{"sessionID":"ses_1"}}""");
        }

        await request.StayOpenAsync();
    });

    public static async Task<List<string>> TakeAsync(IAsyncEnumerable<Event> events, int count, CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            taken.Add(Text(e));
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
