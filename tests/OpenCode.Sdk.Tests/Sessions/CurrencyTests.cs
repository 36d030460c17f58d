using System.Collections.Concurrent;
using OpenCode.Models;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>T18: what joins while a connection is lost, and when a view may say that it is current.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class CurrencyTests
{
    [Test]
    public async Task T18_A_reader_that_joins_while_the_connection_is_lost_waits_for_the_next_greeting(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        var streams = 0;
        await using var server = ViewServer.Create(async request =>
        {
            if (++streams == 1)
            {
                await end.Task;
                await request.EndStreamAsync();
                return;
            }

            await request.SendEventAsync(StreamScript.Numbered(streams));
            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        await using var hub = client.CreateEventHub();
        var first = hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await first.MoveNextAsync();
        end.SetResult();
        var delay = await time.WhenWaitedAsync(_ => true, cancellationToken);
        Assert.That(hub.Monitor.State, Is.EqualTo(EventStreamState.Reconnecting));
        var joiner = hub.SubscribeAsync(cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        var greeting = joiner.MoveNextAsync().AsTask();
        var opening = client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        Assert.That(greeting.IsCompleted || opening.IsCompleted, Is.False, "nobody listens");
        time.Advance(delay);
        await greeting;
        Assert.That(joiner.Current, Is.InstanceOf<ServerConnectedEvent>(), "it has missed nothing, so there is no gap");
        Assert.That(hub.Monitor.State, Is.EqualTo(EventStreamState.Connected));
        await joiner.MoveNextAsync();
        Assert.That(StreamScript.Number(joiner.Current), Is.EqualTo(2));
        await using var view = await opening;
        Assert.That(view.Snapshot.IsCurrent, Is.True);
        await first.MoveNextAsync();
        Assert.That(first.Current, Is.InstanceOf<StreamGapEvent>());
        await first.DisposeAsync();
        await joiner.DisposeAsync();
    }

    /// <summary>The session is read while the connection is lost and stands again; neither reading makes the view current too early.</summary>
    [Test]
    public async Task T18_A_view_that_was_read_during_a_loss_is_not_current(CancellationToken cancellationToken)
    {
        var streams = new BlockingCollection<EventRequest>();
        var reading = new TaskCompletionSource();
        var mayRead = new TaskCompletionSource();
        await using var server = new EventServer(async request =>
        {
            switch (request.Path)
            {
                case "/event":
                    await request.OpenStreamAsync();
                    await request.SendEventAsync(StreamScript.Connected);
                    streams.Add(request, cancellationToken);
                    await request.StayOpenAsync();
                    break;
                case "/session/ses_1":
                    reading.TrySetResult();
                    await mayRead.Task;
                    await request.JsonAsync(SessionViewTests.Session);
                    break;
                default:
                    await request.JsonAsync(request.Path == "/session/status" ? "{}" : "[]");
                    break;
            }
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        await using var hub = client.CreateEventHub();
        var opening = client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        await reading.Task.WaitAsync(cancellationToken);
        await streams.Take(cancellationToken).EndStreamAsync();
        var delay = await time.WhenWaitedAsync(_ => true, cancellationToken);
        mayRead.SetResult();
        await using var view = await opening;
        Assert.That(view.Snapshot.IsCurrent, Is.False);
        var current = new TaskCompletionSource();
        view.Changed += (_, _) =>
        {
            if (view.Snapshot.IsCurrent)
            {
                current.TrySetResult();
            }
        };
        time.Advance(delay);
        await current.Task.WaitAsync(cancellationToken);
        Assert.That(hub.Monitor.State, Is.EqualTo(EventStreamState.Connected));
    }

    [TestCase(1, false)]
    [TestCase(2, true)]
    public async Task T18_No_view_is_current_while_its_stream_is_not_connected(int seed, bool isGlobal, CancellationToken cancellationToken)
    {
        const int Cuts = 25;
        const int LongestStream = 60_000;
        var random = new Random(seed);
        var numbers = 0;
        await using var server = ViewServer.Create(async request =>
        {
            var numbered = "";

            // A stream that is not cut becomes quiet: no view has to be faster than an endless one.
            for (var sent = 0; sent <= LongestStream; sent += numbered.Length)
            {
                numbered = StreamScript.Numbered(Interlocked.Increment(ref numbers));
                await request.SendEventAsync(isGlobal ? ViewServer.Global("/own", numbered) : numbered);
                await Task.Yield();
            }

            await request.StayOpenAsync();
        });
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan([.. Enumerable.Range(0, Cuts).Select(_ => random.Next(3) == 0 ? Fault.Answer(503) : Fault.CutAfter(random.Next(200, LongestStream)))]);
        proxy.Plan([.. Enumerable.Repeat(Fault.None, 1)]);
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = isGlobal ? client.CreateGlobalEventHub() : client.CreateEventHub();
        var views = new ConcurrentDictionary<SessionView, bool>();
        var violations = new ConcurrentQueue<string>();
        var isOver = false;
        hub.Monitor.Changed += (_, change) =>
        {
            if (change.State != EventStreamState.Connected && views.Keys.Any(v => v.Snapshot.IsCurrent))
            {
                violations.Enqueue($"in a report of {change.State}");
            }
        };
        var opening = Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref isOver); i++)
            {
                await using var view = await client.With(new() { MaxRetries = 10 }).Session.OpenViewAsync($"ses_{n}", hub, cancellationToken);
                views[view] = true;
                Check(view);
                await Task.Yield();
                Check(view);
                views.TryRemove(view, out var _);
            }
        }, cancellationToken)).ToList();
        await using var lasting = await client.Session.OpenViewAsync("ses_9", hub, cancellationToken);
        var done = new TaskCompletionSource();
        lasting.Changed += (_, _) =>
        {
            Check(lasting);
            if (proxy.Streams > Cuts && lasting.Snapshot.IsCurrent)
            {
                done.TrySetResult();
            }
        };
        await await Task.WhenAny(done.Task, lasting.Completion, Task.WhenAll(opening)).WaitAsync(cancellationToken);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(opening).WaitAsync(cancellationToken);
        Assert.That(violations, Is.Empty);

        void Check(SessionView view)
        {
            var before = hub.Monitor.Current;
            if (view.Snapshot.IsCurrent && before!.State != EventStreamState.Connected && ReferenceEquals(before, hub.Monitor.Current))
            {
                violations.Enqueue($"beside {before.State}");
            }
        }
    }
}
