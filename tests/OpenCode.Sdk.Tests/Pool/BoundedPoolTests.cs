using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Pool;

/// <summary>The rules of a pool, with values that start and end when the test says so.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class BoundedPoolTests
{
    [Test]
    public async Task A_key_has_one_value_that_all_share(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 2);
        var first = await pool.RentAsync("a", cancellationToken);
        var second = await pool.RentAsync("a", cancellationToken);
        Assert.That(second.Value, Is.SameAs(first.Value));
        Assert.That((await pool.RentAsync("b", cancellationToken)).Value, Is.Not.SameAs(first.Value));
        Assert.That((factory.Started, pool.Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_value_ends_when_nobody_has_used_it_for_the_idle_timeout(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 2, TimeSpan.FromMinutes(5), time);
        var first = await pool.RentAsync("a", cancellationToken);
        var second = await pool.RentAsync("a", cancellationToken);
        pool.Return(first);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(pool.Count, Is.EqualTo(1), "Somebody uses it.");

        pool.Return(second);
        time.Advance(TimeSpan.FromMinutes(4));
        var third = await pool.RentAsync("a", cancellationToken);
        Assert.That(third.Value, Is.SameAs(first.Value));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(third.Value.IsDisposed, Is.False, "The timer was stopped.");

        pool.Return(third);
        time.Advance(TimeSpan.FromMinutes(5));
        await third.Value.Disposed.WaitAsync(cancellationToken);
        Assert.That((await pool.RentAsync("a", cancellationToken)).Value, Is.Not.SameAs(first.Value));
    }

    [Test]
    public async Task Who_finds_no_place_waits_in_order_and_an_idle_value_makes_room(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 1);
        var a = await pool.RentAsync("a", cancellationToken);
        var b = pool.RentAsync("b", cancellationToken);
        var c = pool.RentAsync("c", cancellationToken);
        Assert.That((b.IsCompleted, c.IsCompleted), Is.EqualTo((false, false)));

        pool.Return(a);
        var second = await b;
        Assert.That((a.Value.IsDisposed, c.IsCompleted, factory.MostAlive), Is.EqualTo((true, false, 1)));
        pool.Return(second);
        Assert.That((await c).Value.Key, Is.EqualTo("c"));
        Assert.That(factory.MostAlive, Is.EqualTo(1));
    }

    [Test]
    public async Task Who_gives_up_waiting_takes_no_place(CancellationToken cancellationToken)
    {
        using var cancel = new CancellationTokenSource();
        await using var pool = new Factory().Create(capacity: 1);
        var a = await pool.RentAsync("a", cancellationToken);
        var b = pool.RentAsync("b", cancel.Token);
        var c = pool.RentAsync("c", cancellationToken);
        await cancel.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => b);
        pool.Return(a);
        Assert.That((await c).Value.Key, Is.EqualTo("c"));
    }

    [Test]
    public async Task A_start_that_fails_fails_for_all_who_wait_for_it_and_the_next_one_starts_again(CancellationToken cancellationToken)
    {
        var factory = new Factory { Failures = { "a" } };
        await using var pool = factory.Create(capacity: 1);
        var both = new[] { pool.RentAsync("a", cancellationToken), pool.RentAsync("a", cancellationToken) };
        foreach (var rent in both)
        {
            Assert.That((await Failure.OfAsync<InvalidOperationException>(() => rent)).Message, Is.EqualTo("a"));
        }

        factory.Failures.Clear();
        Assert.That((await pool.RentAsync("a", cancellationToken)).Value.Key, Is.EqualTo("a"));
        Assert.That(factory.MostAlive, Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_ends_by_itself_is_replaced(CancellationToken cancellationToken)
    {
        await using var pool = new Factory().Create(capacity: 1);
        var first = await pool.RentAsync("a", cancellationToken);
        first.Value.End();
        await first.Value.Disposed.WaitAsync(cancellationToken);
        var second = await pool.RentAsync("a", cancellationToken);
        Assert.That(second.Value, Is.Not.SameAs(first.Value));
        pool.Return(first);
        Assert.That(second.Value.IsDisposed, Is.False);
    }

    [Test]
    public async Task Disposing_ends_all_values_and_all_waiting(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        var pool = factory.Create(capacity: 1);
        var a = await pool.RentAsync("a", cancellationToken);
        var b = pool.RentAsync("b", cancellationToken);
        await pool.DisposeAsync();
        await Failure.OfAsync<ObjectDisposedException>(() => b);
        await Failure.OfAsync<ObjectDisposedException>(() => pool.RentAsync("a", cancellationToken));
        Assert.That((a.Value.IsDisposed, factory.Alive), Is.EqualTo((true, 0)));
        pool.Return(a);
        await pool.DisposeAsync();
    }

    /// <summary>Many renters at once, of which some give up, with starts that fail and values that end: the bound holds, and nobody waits forever.</summary>
    [Test]
    public async Task Whatever_renters_do_the_bound_holds_and_everybody_is_served(CancellationToken cancellationToken) =>
        await Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Char['a', 'f'], Gen.Int[0, 9]).Array[1, 60]).SampleAsync(
            async (capacity, renters) =>
            {
                var factory = new Factory();
                var pool = factory.Create(capacity, TimeSpan.Zero);
                await Task.WhenAll(renters.Select(renter => Task.Run(() => RentAsync(pool, factory, renter.Item1.ToString(), renter.Item2, cancellationToken), cancellationToken)));
                await pool.DisposeAsync();
                Assert.That(factory.MostAlive, Is.LessThanOrEqualTo(capacity));
                Assert.That(factory.Alive, Is.Zero);
            },
            iter: 200);

    private static async Task RentAsync(BoundedPool<Value> pool, Factory factory, string key, int behavior, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (behavior == 0)
        {
            await cancel.CancelAsync();
        }

        try
        {
            var entry = await pool.RentAsync(key, cancel.Token);
            Assert.That(entry.Value.Key, Is.EqualTo(key));
            if (behavior == 1)
            {
                entry.Value.End();
            }

            await Task.Yield();
            pool.Return(entry);
        }
        catch (OperationCanceledException) when (behavior == 0)
        {
            // As it was told.
        }
    }

    private sealed class Factory
    {
        private readonly Lock _lock = new();

        public HashSet<string> Failures { get; } = [];

        public int Started { get; private set; }

        public int Alive { get; private set; }

        public int MostAlive { get; private set; }

        public BoundedPool<Value> Create(int capacity, TimeSpan? idleTimeout = null, TimeProvider? time = null) =>
            new(StartAsync, capacity, idleTimeout ?? Timeout.InfiniteTimeSpan, time ?? TimeProvider.System);

        private async Task<Value> StartAsync(string key, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (Failures.Contains(key))
            {
                throw new InvalidOperationException(key);
            }

            lock (_lock)
            {
                Started++;
                MostAlive = Math.Max(MostAlive, ++Alive);
            }

            return new Value(key, () =>
            {
                lock (_lock)
                {
                    Alive--;
                }
            });
        }
    }

    private sealed class Value(string key, Action onDisposed) : IPooled
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public Task Ended => _ended.Task;

        public Task Disposed => _disposed.Task;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public void End() => _ended.TrySetResult();

        public ValueTask DisposeAsync()
        {
            onDisposed();
            _disposed.SetResult();
            return default;
        }
    }
}
