using System.Diagnostics.CodeAnalysis;
using OpenCode.Models;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>T19: code of the application that is called may dispose what calls it, and wait for that.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class CallbackTests
{
    public enum Way
    {
        Directly,
        OnAnotherThread,
        OnAThreadWithoutContext,
        Later,
    }

    [Test]
    public async Task T19_A_handler_of_a_view_may_dispose_it_and_wait([Values] Way way, [Values] bool hasHub, CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = Server(go.Task, request => request.SendEventAsync(ViewServer.Status("ses_1", "busy")));
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var view = await client.Session.OpenViewAsync("ses_1", hasHub ? hub : null, cancellationToken);
        var done = new TaskCompletionSource();
        view.Changed += (_, _) => Dispose(way, view, done);
        go.SetResult();
        await done.Task.WaitAsync(cancellationToken);
        await view.Completion.WaitAsync(cancellationToken);
        Assert.That(view.Snapshot.IsCurrent, Is.False);
    }

    [Test]
    public async Task T19_A_handler_of_a_monitor_may_dispose_what_is_watched_and_wait(
        [Values] Way way,
        [Values("hub", "view", "own view", "client")] string what,
        [Values(EventStreamState.Connected, EventStreamState.Reconnecting, EventStreamState.Closed)] EventStreamState state,
        CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        var streams = 0;
        await using var server = Server(go.Task, request => ++streams == 1 ? request.EndStreamAsync() : Task.CompletedTask);
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var view = await client.Session.OpenViewAsync("ses_1", what == "own view" ? null : hub, cancellationToken);
        IAsyncDisposable target = what switch
        {
            "hub" => hub,
            "client" => new Disposer(client),
            _ => view,
        };
        var done = new TaskCompletionSource();
        view.Monitor.Changed += (_, change) =>
        {
            if (change.State == state)
            {
                Dispose(way, target, done);
            }
        };
        go.SetResult();
        if (state == EventStreamState.Closed)
        {
            await target.DisposeAsync().AsTask().WaitAsync(cancellationToken);
        }

        await done.Task.WaitAsync(cancellationToken);
        await Task.WhenAny(view.Completion).WaitAsync(cancellationToken);
        Assert.That(view.Snapshot.IsCurrent, Is.False);
    }

    [Test]
    public async Task T19_A_reader_of_a_hub_may_dispose_it_and_wait([Values] Way way, [Values] EventOverflow overflow, CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(50, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = client.CreateEventHub();
        var done = new TaskCompletionSource();
        await Failure.OfAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var e in hub.SubscribeAsync(new() { Capacity = 1, Overflow = overflow }, cancellationToken))
            {
                Dispose(way, hub, done);
                await done.Task.WaitAsync(cancellationToken);
            }
        });
        await proxy.WhenOpenAsync(0, cancellationToken);
    }

    [Test]
    public async Task T19_A_reader_of_a_hub_may_dispose_its_client(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(50, request => request.StayOpenAsync());
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await Failure.OfAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var e in hub.SubscribeAsync(cancellationToken: cancellationToken))
            {
                client.Dispose();
            }
        });
    }

    [Test]
    public async Task T19_What_a_handler_of_a_monitor_throws_reaches_the_readers_of_its_hub_and_the_next_begins_again(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        var streams = 0;
        await using var server = Server(go.Task, request => ++streams == 1 ? request.EndStreamAsync() : Task.CompletedTask);
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var view = await client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        hub.Monitor.Changed += Throw;
        go.SetResult();
        var failure = await Failure.OfAsync<InvalidOperationException>(() => view.Completion.WaitAsync(cancellationToken));
        Assert.That(failure.Message, Is.EqualTo("the handler's own"));
        Assert.That(view.Snapshot.IsCurrent, Is.False);
        hub.Monitor.Changed -= Throw;
        await using var next = await client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        Assert.That(next.Snapshot.IsCurrent, Is.True);

        static void Throw(object? sender, EventStreamChange change) => throw new InvalidOperationException("the handler's own");
    }

    [Test]
    public async Task T19_A_slow_handler_holds_up_neither_the_view_nor_its_end(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = Server(go.Task, async request =>
        {
            for (var i = 0; i < 5000; i++)
            {
                await request.SendEventAsync(ViewServer.Status("ses_1", i % 2 == 0 ? "busy" : "idle").Replace("evt_", $"evt_{i}"));
            }

            await request.SendEventAsync(ViewServer.Deleted("ses_1"));
        });
        using var client = StreamScript.Client(server.Url);
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        using var release = new ManualResetEventSlim();
        var calls = 0;
        view.Changed += (_, _) =>
        {
            Interlocked.Increment(ref calls);
            release.Wait(cancellationToken);
        };
        go.SetResult();
        await Failure.OfAsync<OpenCodeSessionDeletedException>(() => view.Completion.WaitAsync(cancellationToken));
        await view.DisposeAsync();
        Assert.That(calls, Is.EqualTo(1));
        release.Set();
    }

    private static EventServer Server(Task go, Func<EventRequest, Task> play) => ViewServer.Create(async request =>
    {
        await go;
        await play(request);
        await request.StayOpenAsync();
    });

    [SuppressMessage("Usage", "MA0155", Justification = "Handlers of applications are async void, too.")]
    private static void Dispose(Way way, IAsyncDisposable target, TaskCompletionSource done)
    {
        switch (way)
        {
            case Way.Directly:
                target.DisposeAsync().AsTask().Wait();
                done.TrySetResult();
                break;
            case Way.OnAnotherThread:
                Task.Run(() => target.DisposeAsync().AsTask().Wait()).Wait();
                done.TrySetResult();
                break;
            case Way.OnAThreadWithoutContext:
                var thread = new Thread(() => target.DisposeAsync().AsTask().Wait());
                thread.UnsafeStart();
                thread.Join();
                done.TrySetResult();
                break;
            case Way.Later:
                Later();
                break;
        }

        async void Later()
        {
            await Task.Yield();
            target.DisposeAsync().AsTask().Wait();
            done.TrySetResult();
        }
    }

    private sealed class Disposer(IDisposable target) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            target.Dispose();
            return default;
        }
    }
}
