using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>What streams carry, how they end, and what is seen of them.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EventStreamTests
{
    private static readonly string[] s_exits = ["break", "dispose", "cancel", "throw"];

    [TestCaseSource(nameof(s_exits))]
    public async Task However_a_stream_is_left_its_socket_is_closed(string exit, CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = client.Event.SubscribeAsync(source.Token).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        Assert.That(proxy.OpenStreams, Is.EqualTo(1));
        await LeaveAsync(exit, client, events, source);
        await proxy.WhenOpenAsync(exit is "dispose" or "cancel" ? 0 : 1, cancellationToken);
        await events.DisposeAsync();
        await proxy.WhenOpenAsync(0, cancellationToken);
    }

    [Test]
    public async Task All_streams_announce_gaps_in_their_own_terms(CancellationToken cancellationToken)
    {
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(request.Path switch
            {
                "/global/event" => $$"""{"payload":{{StreamScript.Connected}}}""",
                "/api/event" => """{"id":"evt_0","type":"server.connected","data":{}}""",
                _ => StreamScript.Connected,
            });
            await request.EndStreamAsync();
        });
        using var client = StreamScript.Client(server.Url);
        var classic = await client.Event.SubscribeAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        var global = await client.Global.EventAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        var v2 = await client.V2.Event.SubscribeAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        Assert.That(classic[1], Is.InstanceOf<StreamGapEvent>());
        Assert.That(global[1].Payload, Is.InstanceOf<StreamGapEvent>());
        Assert.That(v2[1], Is.InstanceOf<V2StreamGapEvent>());
        Assert.That(((V2StreamGapEvent)v2[1]).Data.Reason, Is.EqualTo($"The server ended the stream of GET {server.Url}api/event."));
    }

    [Test]
    public async Task The_events_of_a_connection_share_their_identifiers(CancellationToken cancellationToken)
    {
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            for (var i = 0; i < 2; i++)
            {
                await request.SendEventAsync($$$"""{"id":"evt_{{{i}}}","type":"session.idle","properties":{"sessionID":"ses_1"}}""");
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        var events = await client.Event.SubscribeAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        Assert.That(events[0].SessionId, Is.EqualTo("ses_1"));
        Assert.That(events[1].SessionId, Is.SameAs(events[0].SessionId));
    }

    [Test]
    public async Task An_event_that_can_not_be_read_is_reported_and_the_stream_goes_on(CancellationToken cancellationToken)
    {
        string[] sent = [StreamScript.Connected, "nonsense", """{"type":"session.idle"}""", StreamScript.Numbered(1)];
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            foreach (var text in sent)
            {
                await request.SendEventAsync(text);
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        var seen = await client.Event.SubscribeAsync(cancellationToken).Take(4).ToListAsync(cancellationToken);
        Assert.That(seen.Select(StreamScript.Text), Is.EqualTo(new[] { "server.connected", "unreadable", "unreadable", "1" }));
        var first = ((UnreadableEvent)seen[1]).Properties;
        var second = ((UnreadableEvent)seen[2]).Properties;
        Assert.That(first.Text, Is.EqualTo("nonsense"));
        Assert.That(second.Text, Is.EqualTo(sent[2]));
        Assert.That(second.Reason, Does.Contain("The required member \"properties\" is missing"));
        var inFieldsStyle = await client.Fields.Event.SubscribeAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        Assert.That(inFieldsStyle[1].Data, Is.InstanceOf<UnreadableEvent>());
    }

    private static readonly string[] s_bodies =
    [
        "data: {0}\n\ndata: {1}\n\n",
        "data: {0}\r\n\r\ndata: {1}\r\n\r\n",
        "data: {0}\r\rdata: {1}\r\r: what follows a carriage return decides what it was\r",
        "\uFEFFdata: {0}\n\n: a comment\n\n:\n\ndata: {1}\n\n",
        "event: message\nid: 7\nretry: 1\ndata: {0}\n\nretry: nonsense\n\nevent: other\ndata: {1}\n\n",
        "garbage without a colon\n\nmore: garbage\ndata: {0}\n\n\n\n\ndata: {1}\n\n",
        "data: {0}\n\n{split}\n\n",
    ];

    /// <summary>Each also byte by byte, so that characters are cut in the middle.</summary>
    [Test]
    public async Task The_grammar_of_streams_is_understood_wherever_it_is_cut([ValueSource(nameof(s_bodies))] string body, [Values] bool byteByByte, CancellationToken cancellationToken)
    {
        const string Text = "{\"id\":\"evt_1\",\"type\":\"test.text\",\"properties\":{\"text\":\"å\u00df\u2603\U0001F642 \\n\"}}";
        var split = string.Join("\n", Text.Insert(Text.IndexOf(",\"prop", StringComparison.Ordinal) + 1, "\n").Split('\n').Select(line => $"data: {line}"));
        var bytes = Encoding.UTF8.GetBytes(body.Replace("{0}", StreamScript.Connected).Replace("{1}", Text).Replace("{split}", split));
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendAsync(bytes);
            await request.StayOpenAsync();
        });
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(new Fault { SplitsEveryByte = byteByByte });
        using var client = StreamScript.Client(proxy.Url);
        var seen = await client.Event.SubscribeAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        Assert.That(seen[0], Is.InstanceOf<ServerConnectedEvent>());
        Assert.That(((UnknownEvent)seen[1]).Json.GetProperty("properties").GetProperty("text").GetString(), Is.EqualTo("å\u00df\u2603\U0001F642 \n"));
    }

    [Test]
    public async Task Garbage_between_events_is_passed_over(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(2, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(new Fault { Garbage = "<html>not an event</html>\n\u0001\u0002: ~\n\n" });
        using var client = StreamScript.Client(proxy.Url);
        Assert.That(await StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 3, cancellationToken), Is.EqualTo(new[] { "server.connected", "1", "2" }));
    }

    [TestCase(nameof(EventStreamOptions.MaxLineBytes))]
    [TestCase(nameof(EventStreamOptions.MaxEventBytes))]
    public async Task An_event_without_end_is_given_up_with_a_clear_error(string option, CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, async request =>
        {
            while (true)
            {
                await request.SendAsync(new string('x', 1000) + (option == nameof(EventStreamOptions.MaxEventBytes) ? "\n" : ""));
            }
        });
        var options = option == nameof(EventStreamOptions.MaxLineBytes) ? StreamScript.Quick with { MaxLineBytes = 10_000 } : StreamScript.Quick with { MaxEventBytes = 10_000 };
        using var client = StreamScript.Client(server.Url, options);
        var seen = new List<string>();
        var failure = await Failure.OfAsync<OpenCodeProtocolException>(async () =>
        {
            await foreach (var e in client.Event.SubscribeAsync(cancellationToken))
            {
                seen.Add(StreamScript.Text(e));
            }
        });
        Assert.That(failure.Message, Is.EqualTo($"An event of GET {server.Url}event is larger than 10000 bytes; EventStreamOptions.{option} sets the limit."));
        Assert.That(seen, Is.EqualTo(new[] { "server.connected", "1" }), "what came before is not lost");
    }

    [TestCase("data: 12345\n\n", 11, 11, true)]
    [TestCase("data: 12345\n\n", 10, 11, false)]
    [TestCase("data: 1\ndata: 2\n\n", 7, 14, true)]
    [TestCase("data: 1\ndata: 2\n\n", 7, 13, false)]
    [TestCase("data: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n", 7, 14, true)]
    [TestCase("data: 1\rdata: 2\r\rdata: 3\r\r", 7, 14, true)]
    [TestCase(": 1\n\n: 2\n\n: 3\n\n", 3, 3, true)]
    public void Lines_and_events_are_measured_wherever_they_are_cut(string text, int maxLine, int maxEvent, bool fits)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var limit = new OpenCode.Events.EventSizeLimit(new EventStreamOptions { MaxLineBytes = maxLine, MaxEventBytes = maxEvent });
            for (var at = 0; at < bytes.Length && limit.Passed is null; at += cut)
            {
                limit.Measure(bytes.AsSpan(at, Math.Min(cut, bytes.Length - at)));
            }

            Assert.That(limit.Passed is null, Is.EqualTo(fits), $"in pieces of {cut}");
        }
    }

    [Test]
    public async Task A_stream_can_be_watched(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.CutAfter(400), Fault.Answer(503));
        var logger = new FakeLoggerProvider();
        var changes = new List<EventStreamChange>();
        var monitor = new EventStreamMonitor();
        monitor.Changed += (_, change) => changes.Add(change);
        Assert.That(monitor.State, Is.EqualTo(EventStreamState.Connecting));
        using var client = new OpenCodeClient(new OpenCodeClientOptions
        {
            BaseUrl = proxy.Url,
            LoggerFactory = LoggerFactory.Create(b => b.AddProvider(logger).SetMinimumLevel(LogLevel.Debug)),
            EventStream = StreamScript.Quick with { Monitor = monitor },
        });
        await client.Event.SubscribeAsync(cancellationToken).SkipWhile(e => e is not StreamGapEvent).FirstAsync(e => StreamScript.Number(e) is not null, cancellationToken);
        var states = new[] { EventStreamState.Connecting, EventStreamState.Connected, EventStreamState.Reconnecting, EventStreamState.Reconnecting, EventStreamState.Connected, EventStreamState.Closed };
        Assert.That(changes.Select(c => c.State), Is.EqualTo(states));
        Assert.That(monitor.History, Is.EqualTo(changes));
        Assert.That(changes.Select(c => c.Attempt), Is.EqualTo(new[] { 0, 0, 1, 2, 2, 0 }));
        Assert.That(changes[2].Reason, Is.InstanceOf<OpenCodeConnectionException>());
        Assert.That(changes[3].Reason, Is.InstanceOf<OpenCodeApiException>());
        Assert.That(changes[5].Reason, Is.Null, "the reader left by itself");
        var lines = logger.Collector.GetSnapshot().Select(r => r.Message).ToList();
        Assert.That(lines, Has.Exactly(2).StartsWith("Stream /event was lost and reconnects in "));
        Assert.That(lines, Has.Exactly(1).EqualTo("Stream /event is Closed"));
    }

    [Test]
    public async Task Streams_and_reconnections_are_counted(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.EndStreamAsync());
        using var client = StreamScript.Client(server.Url);
        using var meter = new MeterRecorder(server.Url.Port);
        await StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 5, cancellationToken);
        Assert.That(meter.Sum("opencode.client.stream.open"), Is.Zero);
        Assert.That(meter.Sum("opencode.client.stream.reconnects"), Is.EqualTo(1));
        Assert.That(meter.Sum("opencode.client.stream.events"), Is.EqualTo(4));
    }

    [Test]
    public void Options_that_can_not_work_are_refused_before_anything_is_sent()
    {
        EventStreamOptions[] wrong =
        [
            new() { InitialDelay = TimeSpan.Zero }, new() { MaxDelay = TimeSpan.FromMilliseconds(1) }, new() { MaxAttempts = 0 }, new() { MaxOutage = TimeSpan.Zero },
            new() { IdleTimeout = TimeSpan.Zero }, new() { ConnectTimeout = TimeSpan.Zero }, new() { MaxLineBytes = 0 }, new() { MaxEventBytes = -1 },
        ];
        using var client = new OpenCodeClient();
        Assert.Multiple(() =>
        {
            foreach (var options in wrong)
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => new OpenCodeClient(new OpenCodeClientOptions { EventStream = options }));
                Assert.Throws<ArgumentOutOfRangeException>(() => client.With(new() { EventStream = options }));
            }
        });
    }

    private static async Task LeaveAsync(string exit, OpenCodeClient client, IAsyncEnumerator<Event> events, CancellationTokenSource source)
    {
        switch (exit)
        {
            case "dispose":
                client.Dispose();
                await Failure.OfAsync<ObjectDisposedException>(() => Drain(events));
                break;
            case "cancel":
                var pending = Drain(events);
                await source.CancelAsync();
                await Failure.OfAsync<OperationCanceledException>(() => pending);
                break;
            case "throw":
                await Failure.OfAsync<InvalidOperationException>(async () =>
                {
                    await events.MoveNextAsync();
                    throw new InvalidOperationException("the reader's own");
                });
                break;
            default:
                await events.MoveNextAsync();
                break;
        }
    }

    private static async Task Drain(IAsyncEnumerator<Event> events)
    {
        while (await events.MoveNextAsync())
        {
        }
    }
}
