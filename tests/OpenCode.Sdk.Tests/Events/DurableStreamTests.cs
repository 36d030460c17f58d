using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>The stream of one v2 session, which goes on where it was cut.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DurableStreamTests
{
    private const int EventBytes = 135;

    [Test]
    public async Task Of_20000_events_none_is_lost_or_doubled_by_200_cuts(CancellationToken cancellationToken)
    {
        const int Count = 20_000;
        const int Cuts = 200;
        await using var server = StreamScript.Durable(Count);
        await using var proxy = new FaultProxy(server.Url);
        var random = new Random(4711);
        proxy.Plan([.. Enumerable.Range(0, Cuts).Select(_ => Fault.CutAfter(random.Next(EventBytes / 2, (EventBytes * 150) - 1)))]);
        using var client = StreamScript.Client(proxy.Url);
        var positions = new List<long?>();
        await foreach (var e in client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken))
        {
            positions.Add(e.Seq);
            if (e.Seq == Count)
            {
                break;
            }
        }

        Assert.That(proxy.Streams, Is.EqualTo(Cuts + 1), "every cut has taken place");
        Assert.That(positions, Is.EqualTo(Enumerable.Range(1, Count).Select(n => (long?)n)));
    }

    [Test]
    public async Task A_stream_may_begin_in_the_middle(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Durable(10);
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.CutAfter(500));
        using var client = StreamScript.Client(proxy.Url);
        var events = client.V2.Session.EventsAsync("ses_1", new() { After = "4" }, cancellationToken);
        Assert.That(await events.Take(6).Select(e => e.Seq).ToListAsync(cancellationToken), Is.EqualTo(new long?[] { 5, 6, 7, 8, 9, 10 }));
        Assert.That(proxy.Streams, Is.EqualTo(2));
    }

    /// <summary>Some servers send again what they are not sure has arrived.</summary>
    [Test]
    public async Task What_comes_twice_is_delivered_once_and_what_can_not_be_read_too(CancellationToken cancellationToken)
    {
        var connections = 0;
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            foreach (var seq in ++connections == 1 ? new[] { 1, 2, 3 } : [1, 2, 3, 4])
            {
                await request.SendEventAsync(seq == 3
                    ? """{"type":"session.next.text.ended","durable":{"aggregateID":"ses_1","seq":3,"version":1}}"""
                    : $$$"""{"id":"evt_{{{seq}}}","type":"test.numbered","durable":{"aggregateID":"ses_1","seq":{{{seq}}},"version":1},"data":{}}""");
            }

            if (connections == 1)
            {
                await request.EndStreamAsync();
            }
            else
            {
                await request.StayOpenAsync();
            }
        });
        using var client = StreamScript.Client(server.Url);
        var events = await client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken).Take(4).ToListAsync(cancellationToken);
        Assert.That(events.Select(e => e.Seq), Is.EqualTo(new long?[] { 1, 2, null, 4 }));
        Assert.That(events[2], Is.InstanceOf<V2UnreadableEvent>());
    }

    /// <summary>The server sends not even a head while it has nothing to say.</summary>
    [Test]
    public async Task A_quiet_session_is_asked_again_without_a_fuss(CancellationToken cancellationToken)
    {
        var requests = 0;
        using var arrived = new SemaphoreSlim(0);
        await using var server = new EventServer(async request =>
        {
            if (++requests < 3)
            {
                arrived.Release();
                await request.StayOpenAsync();
            }

            await request.OpenStreamAsync();
            await request.SendEventAsync("""{"id":"evt_1","type":"x","durable":{"aggregateID":"ses_1","seq":1,"version":1},"data":{}}""");
            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        var monitor = new EventStreamMonitor();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { Monitor = monitor }, time);
        await using var events = client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        var first = events.MoveNextAsync();
        for (var i = 0; i < 2; i++)
        {
            await arrived.WaitAsync(cancellationToken);
            time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.That(await first, Is.True);
        Assert.That(monitor.History.Select(c => c.State), Is.EqualTo(new[] { EventStreamState.Connecting, EventStreamState.Connected }));
    }

    [Test]
    public async Task Two_enumerations_share_nothing(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Durable(5);
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.CutAfter(500), Fault.CutAfter(500));
        using var client = StreamScript.Client(proxy.Url);
        var events = client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken);
        var readings = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => await events.Take(5).Select(e => e.Seq).ToListAsync(cancellationToken)));
        Assert.That(readings, Has.All.EqualTo(new long?[] { 1, 2, 3, 4, 5 }));
    }

    /// <summary>The session was quiet, so there never was an event, and still the stream was held.</summary>
    [Test]
    public async Task A_quiet_session_survives_a_restart(CancellationToken cancellationToken)
    {
        using var arrived = new SemaphoreSlim(0);
        var requests = 0;
        await using var server = new EventServer(async request =>
        {
            requests++;
            arrived.Release();
            if (requests == 1)
            {
                await request.StayOpenAsync();
            }
            else if (requests < 6)
            {
                await request.AnswerAsync("503 Unavailable", "text/plain", "");
                return;
            }

            await request.OpenStreamAsync();
            await request.SendEventAsync("""{"id":"evt_1","type":"x","durable":{"aggregateID":"ses_1","seq":1,"version":1},"data":{}}""");
            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions(), time);
        await using var events = client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        var first = events.MoveNextAsync().AsTask();
        await arrived.WaitAsync(cancellationToken);
        time.Advance(TimeSpan.FromSeconds(30));
        while (!first.IsCompleted)
        {
            var wait = time.WhenWaitedAsync(delay => delay < TimeSpan.FromSeconds(30), cancellationToken);
            if (await Task.WhenAny(wait, first) == wait)
            {
                time.Advance(await wait);
            }
        }

        Assert.That(await first, Is.True);
        Assert.That(requests, Is.EqualTo(6));
    }

    /// <summary>It has no heartbeat, so its silence is nothing to make a fuss about.</summary>
    [Test]
    public async Task A_session_that_falls_silent_is_asked_again(CancellationToken cancellationToken)
    {
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync($"{{\"id\":\"evt\",\"type\":\"x\",\"durable\":{{\"aggregateID\":\"ses_1\",\"seq\":{request.After + 1},\"version\":1}},\"data\":{{}}}}");
            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        var monitor = new EventStreamMonitor();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { Monitor = monitor }, time);
        await using var events = client.V2.Session.EventsAsync("ses_1", cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var seq = 1; seq <= 3; seq++)
        {
            var next = events.MoveNextAsync();
            if (seq > 1)
            {
                time.Advance(TimeSpan.FromSeconds(30.1));
            }

            Assert.That(await next, Is.True);
            Assert.That(events.Current.Seq, Is.EqualTo(seq));
        }

        Assert.That(monitor.History.Select(c => c.State), Has.None.EqualTo(EventStreamState.Reconnecting));
    }
}
