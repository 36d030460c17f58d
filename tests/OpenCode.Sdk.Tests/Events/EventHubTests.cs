using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EventHubTests
{
    [Test]
    public async Task A_thousand_readers_cost_one_socket(CancellationToken cancellationToken)
    {
        const int Readers = 1000;
        var go = new TaskCompletionSource();
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            await go.Task;
            await request.SendEventAsync(StreamScript.Numbered(1));
            await request.StayOpenAsync();
        });
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = client.CreateEventHub();
        var readers = Enumerable.Range(0, Readers).Select(_ => hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken)).ToList();
        foreach (var reader in readers)
        {
            Assert.That(await reader.MoveNextAsync(), Is.True);
            Assert.That(reader.Current, Is.InstanceOf<ServerConnectedEvent>(), "each reader is greeted");
        }

        Assert.That(hub.ReaderCount, Is.EqualTo(Readers));
        Assert.That(proxy.Streams, Is.EqualTo(1));
        go.SetResult();
        foreach (var reader in readers)
        {
            await reader.MoveNextAsync();
            Assert.That(StreamScript.Number(reader.Current), Is.EqualTo(1));
        }

        foreach (var reader in readers)
        {
            Assert.That(proxy.OpenStreams, Is.EqualTo(1));
            await reader.DisposeAsync();
        }

        await proxy.WhenOpenAsync(0, cancellationToken);
        Assert.That(hub.ReaderCount, Is.Zero);
        Assert.That(hub.Monitor.State, Is.EqualTo(EventStreamState.Closed));
    }

    [Test]
    public async Task A_hub_begins_again_after_its_last_reader(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = client.CreateEventHub();
        for (var i = 1; i <= 3; i++)
        {
            Assert.That(await StreamScript.TakeAsync(hub.SubscribeAsync(cancellationToken: cancellationToken), 2, cancellationToken), Is.EqualTo(new[] { "server.connected", $"{i}" }));
            await proxy.WhenOpenAsync(0, cancellationToken);
            Assert.That(proxy.Streams, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task A_reader_gets_what_it_asks_for(CancellationToken cancellationToken)
    {
        string[] sent = [Idle("ses_1"), Idle("ses_2"), Status("ses_1"), StreamScript.Numbered(1), Status("ses_2"), Idle("ses_1")];
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            foreach (var text in sent)
            {
                await request.SendEventAsync(text);
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        var of1 = await StreamScript.TakeAsync(hub.SubscribeAsync(new() { SessionId = "ses_1" }, cancellationToken), 4, cancellationToken);
        Assert.That(of1, Is.EqualTo(new[] { "server.connected", "session.idle", "session.status", "session.idle" }));
        var idle = await StreamScript.TakeAsync(hub.SubscribeAsync(new() { Types = ["session.idle"] }, cancellationToken), 4, cancellationToken);
        Assert.That(idle, Is.EqualTo(new[] { "server.connected", "session.idle", "session.idle", "session.idle" }));
        var both = await StreamScript.TakeAsync(hub.SubscribeAsync(new() { SessionId = "ses_2", Types = ["session.status"] }, cancellationToken), 2, cancellationToken);
        Assert.That(both, Is.EqualTo(new[] { "server.connected", "session.status" }));
    }

    [Test]
    public async Task A_slow_reader_loses_the_oldest_and_is_told_how_many(CancellationToken cancellationToken)
    {
        const int Sent = 100;
        const int Room = 10;
        var go = new TaskCompletionSource();
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            await go.Task;
            for (var i = 1; i <= Sent; i++)
            {
                await request.SendEventAsync(StreamScript.Numbered(i));
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var slow = hub.SubscribeAsync(new() { Capacity = Room, Overflow = EventOverflow.DropOldest }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var fast = hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await slow.MoveNextAsync();
        await fast.MoveNextAsync();
        go.SetResult();
        for (var i = 1; i <= Sent; i++)
        {
            await fast.MoveNextAsync();
            Assert.That(StreamScript.Number(fast.Current), Is.EqualTo(i), "a fast reader loses nothing");
        }

        await slow.MoveNextAsync();
        var gap = (StreamGapEvent)slow.Current;
        Assert.That(gap.Properties.Dropped, Is.EqualTo(Sent - Room));
        Assert.That(gap.Properties.Reason, Does.Contain("too slow"));
        for (var i = Sent - Room + 1; i <= Sent; i++)
        {
            await slow.MoveNextAsync();
            Assert.That(StreamScript.Number(slow.Current), Is.EqualTo(i));
        }
    }

    [Test]
    public async Task Waiting_for_a_slow_reader_loses_nothing(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(200, request => request.StayOpenAsync());
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        var seen = await StreamScript.TakeAsync(hub.SubscribeAsync(new() { Capacity = 1, Overflow = EventOverflow.Wait }, cancellationToken), 201, cancellationToken);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 201).Select(n => n == 0 ? "server.connected" : $"{n}")));
    }

    [Test]
    public async Task A_final_failure_reaches_all_readers_and_the_next_tries_anew(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        await using var server = StreamScript.Counting(0, async request =>
        {
            await end.Task;
            await request.EndStreamAsync();
        });
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.None, Fault.Answer(401));
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = client.CreateEventHub();
        var readers = Enumerable.Range(0, 3).Select(_ => hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken)).ToList();
        foreach (var reader in readers)
        {
            await reader.MoveNextAsync();
        }

        end.SetResult();
        foreach (var reader in readers)
        {
            await Failure.OfAsync<OpenCodeApiException>(async () =>
            {
                while (await reader.MoveNextAsync())
                {
                }
            });
            await reader.DisposeAsync();
        }

        Assert.That((await StreamScript.TakeAsync(hub.SubscribeAsync(cancellationToken: cancellationToken), 1, cancellationToken)).Single(), Is.EqualTo("server.connected"));
    }

    [Test]
    public async Task A_disposed_hub_ends_its_readers(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(0, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        var hub = client.CreateEventHub();
        await using var events = hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        var next = events.MoveNextAsync().AsTask();
        await hub.DisposeAsync();
        await Failure.OfAsync<ObjectDisposedException>(() => next);
        await proxy.WhenOpenAsync(0, cancellationToken);
        await Failure.OfAsync<ObjectDisposedException>(async () => await hub.SubscribeAsync(cancellationToken: cancellationToken).FirstAsync(cancellationToken));
    }

    [Test]
    public async Task Readers_of_one_session_each_and_of_all_get_their_events_in_order(CancellationToken cancellationToken)
    {
        const int Sessions = 50;
        const int Rounds = 20;
        var go = new TaskCompletionSource();
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            await go.Task;
            for (var i = 0; i < Rounds * Sessions; i++)
            {
                await request.SendEventAsync(i % 2 == 0 ? Idle($"ses_{i / 2 % Sessions}") : Status($"ses_{i / 2 % Sessions}"));
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        var readers = new List<IAsyncEnumerator<Event>>();
        for (var n = 0; n <= Sessions + 1; n++)
        {
            // The last but one reads all sessions, and the last leaves.
            var subscription = new EventSubscription { SessionId = n == Sessions ? null : $"ses_{n % (Sessions + 1)}", Capacity = 1, Overflow = EventOverflow.Wait };
            readers.Add(hub.SubscribeAsync(subscription, cancellationToken).GetAsyncEnumerator(cancellationToken));
            await readers[n].MoveNextAsync();
        }

        await readers[Sessions + 1].DisposeAsync();
        Assert.That(hub.ReaderCount, Is.EqualTo(Sessions + 1));
        go.SetResult();
        var seen = await Task.WhenAll(readers.Take(Sessions + 1).Select((reader, n) => ReadAsync(reader, n == Sessions ? Rounds * Sessions : Rounds)));
        var sent = Enumerable.Range(0, Rounds * Sessions).Select(i => $"ses_{i / 2 % Sessions} {(i % 2 == 0 ? "session.idle" : "session.status")}").ToList();
        Assert.That(seen[Sessions], Is.EqualTo(sent));
        for (var n = 0; n < Sessions; n++)
        {
            Assert.That(seen[n], Is.EqualTo(sent.Where(text => text.StartsWith($"ses_{n} ", StringComparison.Ordinal))));
        }

        static async Task<List<string>> ReadAsync(IAsyncEnumerator<Event> reader, int count)
        {
            var seen = new List<string>();
            await using (reader)
            {
                while (seen.Count < count && await reader.MoveNextAsync())
                {
                    seen.Add($"{reader.Current.SessionId} {reader.Current.Type}");
                }
            }

            return seen;
        }
    }

    [Test]
    public void A_subscription_that_can_not_work_is_refused()
    {
        using var client = new OpenCodeClient();
        var hub = client.CreateEventHub();
        Assert.Throws<ArgumentOutOfRangeException>(() => hub.SubscribeAsync(new() { Capacity = 0 }));
        Assert.Throws<ArgumentException>(() => hub.SubscribeAsync(new() { SessionId = "" }));
    }

    private static string Idle(string session) => "{\"id\":\"evt_1\",\"type\":\"session.idle\",\"properties\":{\"sessionID\":\"" + session + "\"}}";

    private static string Status(string session) => "{\"id\":\"evt_2\",\"type\":\"session.status\",\"properties\":{\"sessionID\":\"" + session + "\",\"status\":{\"type\":\"busy\"}}}";
}
