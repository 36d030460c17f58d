using OpenCode.Events;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EventQueueTests
{
    [Test]
    public void Events_come_out_in_order_and_dropped_ones_are_counted([Values(1, 2, 3, 16, 17, 40)] int capacity, [Values] EventOverflow overflow)
    {
        var queue = new EventQueue(capacity, overflow);
        var model = new Queue<Event>();
        var random = new Random(capacity);
        var dropped = 0L;
        for (var i = 0; i < 2_000; i++)
        {
            if (random.Next(5) < 3)
            {
                var e = Event(i);
                var isFull = model.Count == capacity;
                Assert.That(queue.TryAdd(e, out var isReaderWaiting), Is.EqualTo(!isFull || overflow == EventOverflow.DropOldest));
                Assert.That(isReaderWaiting, Is.False);
                if (isFull && overflow == EventOverflow.DropOldest)
                {
                    model.Dequeue();
                    dropped++;
                }

                if (model.Count < capacity)
                {
                    model.Enqueue(e);
                }
            }
            else if (model.Count == 0)
            {
                Assert.That(queue.TryTake(out _, out _), Is.False);
            }
            else
            {
                Assert.That(queue.TryTake(out var e, out var lost), Is.True);
                Assert.That((e, lost), Is.EqualTo((model.Dequeue(), dropped)));
                dropped = 0;
            }
        }
    }

    [Test]
    public async Task Events_wake_the_reader_when_they_are_announced()
    {
        var queue = new EventQueue(10, EventOverflow.Wait);
        for (var round = 0; round < 3; round++)
        {
            var waiting = queue.WaitAsync(default).AsTask();
            Assert.That(queue.TryAdd(Event(1), out var isFirstAwaited) && isFirstAwaited, Is.True);
            Assert.That(queue.TryAdd(Event(2), out var isSecondAwaited) && isSecondAwaited, Is.True);
            Assert.That(waiting.IsCompleted, Is.False);
            queue.Wake();
            Assert.That(await waiting, Is.True);
            Assert.That(queue.TryTake(out _, out _) && queue.TryTake(out _, out _), Is.True);
        }

        queue.Wake();
        Assert.That(queue.WaitAsync(default).AsTask().IsCompleted, Is.False, "a wake-up that nobody waited for does not count");
    }

    [Test]
    public async Task A_queue_ends_after_its_events()
    {
        var queue = new EventQueue(2, EventOverflow.Wait);
        queue.TryAdd(Event(1), out _);
        queue.TryAdd(Event(2), out _);
        var room = queue.WhenRoomAsync();
        var failure = new IOException("lost");
        queue.Complete(failure);
        queue.Complete(null);
        await room;
        Assert.That(queue.TryAdd(Event(3), out _), Is.True, "nobody has to wait for a reader that has ended");
        Assert.That(await queue.WaitAsync(default), Is.True);
        Assert.That(queue.TryTake(out _, out _) && queue.TryTake(out _, out _), Is.True);
        Assert.That(queue.TryTake(out _, out _), Is.False);
        Assert.That(await Failure.OfAsync<IOException>(() => queue.WaitAsync(default).AsTask()), Is.SameAs(failure));

        var quiet = new EventQueue(1, EventOverflow.DropOldest);
        var waiting = quiet.WaitAsync(default).AsTask();
        quiet.Complete(null);
        await waiting;
        Assert.That(await quiet.WaitAsync(default), Is.False);
    }

    [Test]
    public async Task Room_is_announced_when_an_event_is_taken()
    {
        var queue = new EventQueue(1, EventOverflow.Wait);
        Assert.That(queue.WhenRoomAsync().IsCompleted, Is.True);
        queue.TryAdd(Event(1), out _);
        var room = queue.WhenRoomAsync();
        Assert.That(room.IsCompleted, Is.False);
        Assert.That(queue.WhenRoomAsync(), Is.SameAs(room));
        queue.TryTake(out _, out _);
        await room;
        Assert.That(queue.TryAdd(Event(2), out _), Is.True);
    }

    [Test]
    public async Task A_canceled_token_ends_the_wait()
    {
        var queue = new EventQueue(1, EventOverflow.Wait);
        queue.TryAdd(Event(1), out _);
        await Failure.OfAsync<OperationCanceledException>(() => queue.WaitAsync(new CancellationToken(canceled: true)).AsTask());
    }

    [Test]
    public void Readers_are_found_by_session()
    {
        var readers = new EventReaders();
        EventSubscriber any = Reader(null), one = Reader("ses_1"), other = Reader("ses_1"), two = Reader("ses_2");
        foreach (var reader in new[] { any, one, other, two })
        {
            readers.Add(reader);
        }

        Assert.That(Found(Event("ses_1")), Is.EqualTo(new[] { any, one, other }));
        Assert.That(Found(Event("ses_3")), Is.EqualTo(new[] { any }));
        Assert.That(Found(new ServerHeartbeatEvent { Id = "evt_1", Properties = new() }), Is.EqualTo(new[] { any }));
        Assert.That(Found(new ServerConnectedEvent { Id = "evt_1", Properties = new() }), Is.EqualTo(new[] { any, one, other, two }));
        readers.Remove(one);
        readers.Remove(two);
        readers.Remove(any);
        Assert.That(Found(Event("ses_1")), Is.EqualTo(new[] { other }));
        Assert.That(Found(Event("ses_2")), Is.Empty);
        Assert.That(readers.All, Is.EqualTo(new[] { other }));

        IEnumerable<EventSubscriber> Found(Event e)
        {
            var (ofAnySession, ofSession) = readers.Find(e);
            return [.. ofAnySession, .. ofSession];
        }
    }

    private static EventSubscriber Reader(string? session) => new(new EventSubscription { SessionId = session }, null, TimeProvider.System);

    private static SessionIdleEvent Event(int number) => Event($"ses_{number}");

    private static SessionIdleEvent Event(string session) => new() { Id = "evt_1", Properties = new() { SessionId = session } };
}
