using System.Collections.Concurrent;
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
        var first = await pool.RentAsync("a", "", cancellationToken);
        var second = await pool.RentAsync("a", "", cancellationToken);
        Assert.That(second.Value, Is.SameAs(first.Value));
        Assert.That((await pool.RentAsync("b", "", cancellationToken)).Value, Is.Not.SameAs(first.Value));
        Assert.That((factory.Started, pool.Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_value_ends_when_nobody_has_used_it_for_the_idle_timeout(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 2, TimeSpan.FromMinutes(5), time);
        var first = await pool.RentAsync("a", "", cancellationToken);
        var second = await pool.RentAsync("a", "", cancellationToken);
        pool.Return(first);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(pool.Count, Is.EqualTo(1), "Somebody uses it.");

        pool.Return(second);
        time.Advance(TimeSpan.FromMinutes(4));
        var third = await pool.RentAsync("a", "", cancellationToken);
        Assert.That(third.Value, Is.SameAs(first.Value));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(third.Value.IsDisposed, Is.False, "The timer was stopped.");

        pool.Return(third);
        time.Advance(TimeSpan.FromMinutes(5));
        await third.Value.Disposed.WaitAsync(cancellationToken);
        Assert.That((await pool.RentAsync("a", "", cancellationToken)).Value, Is.Not.SameAs(first.Value));
    }

    [Test]
    public async Task Who_finds_no_place_waits_in_order_and_an_idle_value_makes_room(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 1);
        var a = await pool.RentAsync("a", "", cancellationToken);
        var b = pool.RentAsync("b", "", cancellationToken);
        var c = pool.RentAsync("c", "", cancellationToken);
        Assert.That((b.IsCompleted, c.IsCompleted), Is.EqualTo((false, false)));

        pool.Return(a);
        var second = await b;
        Assert.That((a.Value.IsDisposed, c.IsCompleted, factory.MostAlive), Is.EqualTo((true, false, 1)));
        pool.Return(second);
        Assert.That((await c).Value.Key, Is.EqualTo("c"));
        Assert.That(factory.MostAlive, Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_is_returned_while_others_wait_still_ends_when_it_is_idle(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 2, TimeSpan.FromMinutes(5), time);
        var used = await pool.RentAsync("a", "", cancellationToken);
        var hold = new TaskCompletionSource();
        factory.Ending = hold.Task;
        pool.Return(await pool.RentAsync("b", "", cancellationToken));
        var waiting = pool.RentAsync("c", "", cancellationToken);
        pool.Return(used);
        hold.SetResult();
        await waiting;
        time.Advance(TimeSpan.FromMinutes(5));
        await used.Value.Disposed.WaitAsync(cancellationToken);
    }

    [Test]
    public async Task Who_gives_up_waiting_takes_no_place(CancellationToken cancellationToken)
    {
        using var cancel = new CancellationTokenSource();
        await using var pool = new Factory().Create(capacity: 1);
        var a = await pool.RentAsync("a", "", cancellationToken);
        var b = pool.RentAsync("b", "", cancel.Token);
        var c = pool.RentAsync("c", "", cancellationToken);
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
        var both = new[] { pool.RentAsync("a", "", cancellationToken), pool.RentAsync("a", "", cancellationToken) };
        foreach (var rent in both)
        {
            Assert.That((await Failure.OfAsync<InvalidOperationException>(() => rent)).Message, Is.EqualTo("a"));
        }

        factory.Failures.Clear();
        Assert.That((await pool.RentAsync("a", "", cancellationToken)).Value.Key, Is.EqualTo("a"));
        Assert.That(factory.MostAlive, Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_ends_by_itself_is_replaced(CancellationToken cancellationToken)
    {
        await using var pool = new Factory().Create(capacity: 1);
        var first = await pool.RentAsync("a", "", cancellationToken);
        first.Value.End();
        await first.Value.Disposed.WaitAsync(cancellationToken);
        var second = await pool.RentAsync("a", "", cancellationToken);
        Assert.That(second.Value, Is.Not.SameAs(first.Value));
        pool.Return(first);
        Assert.That(second.Value.IsDisposed, Is.False);
    }

    [Test]
    public async Task Disposing_ends_all_values_and_all_waiting(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        var pool = factory.Create(capacity: 1);
        var a = await pool.RentAsync("a", "", cancellationToken);
        var b = pool.RentAsync("b", "", cancellationToken);
        await pool.DisposeAsync();
        await Failure.OfAsync<ObjectDisposedException>(() => b);
        await Failure.OfAsync<ObjectDisposedException>(() => pool.RentAsync("a", "", cancellationToken));
        Assert.That((a.Value.IsDisposed, factory.Alive), Is.EqualTo((true, 0)));
        pool.Return(a);
        await pool.DisposeAsync();
    }

    [Test]
    public async Task A_value_is_replaced_after_its_last_tenant_and_ends_when_its_users_return_it(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 2, maxTenants: 2);
        var first = await pool.RentAsync("a", "1", cancellationToken);
        var second = await pool.RentAsync("a", "2", cancellationToken);
        var again = await pool.RentAsync("a", "1", cancellationToken);
        Assert.That((second.Value, again.Value), Is.EqualTo((first.Value, first.Value)));

        var third = await pool.RentAsync("a", "3", cancellationToken);
        Assert.That(third.Value, Is.Not.SameAs(first.Value));
        Assert.That((await pool.RentAsync("a", "1", cancellationToken)).Value, Is.SameAs(third.Value));
        Assert.That(pool.Count, Is.EqualTo(2));

        pool.Return(first);
        pool.Return(second);
        Assert.That(first.Value.IsDisposed, Is.False, "Somebody uses it.");
        pool.Return(again);
        await first.Value.Disposed.WaitAsync(cancellationToken);
        Assert.That(third.Value.IsDisposed, Is.False);
    }

    [Test]
    public async Task A_value_in_use_takes_more_tenants_while_there_is_no_place_for_another_one(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 3, maxTenants: 1);
        var entries = new List<PoolEntry<Value>>();
        for (var i = 0; i < 20; i++)
        {
            entries.Add(await pool.RentAsync("a", $"{i}", cancellationToken));
        }

        Assert.That((factory.MostAlive, pool.Count), Is.EqualTo((3, 3)));
        entries.ForEach(pool.Return);
        await entries[0].Value.Disposed.WaitAsync(cancellationToken);
        var next = await pool.RentAsync("a", "next", cancellationToken);
        Assert.That(entries.Select(entry => entry.Value), Has.None.SameAs(next.Value));
        Assert.That(factory.MostAlive, Is.EqualTo(3));
    }

    [Test]
    public async Task An_unused_value_is_replaced_without_a_second_one(CancellationToken cancellationToken)
    {
        var factory = new Factory();
        await using var pool = factory.Create(capacity: 1, maxTenants: 1);
        for (var i = 0; i < 5; i++)
        {
            pool.Return(await pool.RentAsync("a", $"{i}", cancellationToken));
        }

        Assert.That((factory.Started, factory.MostAlive), Is.EqualTo((5, 1)));
    }

    /// <summary>Many renters at once, of which some give up, with starts that fail and values that end: the bound holds, and nobody waits forever.</summary>
    [Test]
    public async Task Whatever_renters_do_the_bound_holds_and_everybody_is_served(CancellationToken cancellationToken) =>
        await Gen.Select(Gen.OneOf(Gen.Int[1, 4], Gen.Const(100)), Gen.Int[0, 3], Gen.Select(Gen.Char['a', 'f'], Gen.Char['0', '5'], Gen.Int[0, 9]).Array[1, 60]).SampleAsync(
            async (capacity, maxTenants, renters) =>
            {
                var factory = new Factory();
                var pool = factory.Create(capacity, TimeSpan.Zero, maxTenants: maxTenants == 0 ? null : maxTenants);
                await Task.WhenAll(renters.Select(renter => Task.Run(() => RentAsync(pool, renter, cancellationToken), cancellationToken)));
                await pool.DisposeAsync();
                Assert.That(factory.Alive, Is.Zero);
                Assert.That(factory.MostAlive, Is.LessThanOrEqualTo(capacity));
                if (maxTenants > 0 && renters.Length < capacity)
                {
                    Assert.That(factory.MostTenants, Is.LessThanOrEqualTo(maxTenants));
                }
            },
            iter: 200);

    private static async Task RentAsync(BoundedPool<Value> pool, (char Key, char Tenant, int Behavior) renter, CancellationToken cancellationToken)
    {
        var (key, tenant, behavior) = ($"{renter.Key}", $"{renter.Tenant}", renter.Behavior);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (behavior == 0)
        {
            await cancel.CancelAsync();
        }

        try
        {
            var entry = await pool.RentAsync(key, tenant, cancel.Token);
            Assert.That(entry.Value.Key, Is.EqualTo(key));
            entry.Value.Tenants.TryAdd(tenant, true);
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
        private readonly ConcurrentBag<Value> _values = [];

        public HashSet<string> Failures { get; } = [];

        public int Started { get; private set; }

        /// <summary>What a value waits for when it is disposed.</summary>
        public Task Ending { get; set; } = Task.CompletedTask;

        public int Alive { get; private set; }

        public int MostAlive { get; private set; }

        public int MostTenants => _values.Select(v => v.Tenants.Count).DefaultIfEmpty().Max();

        public BoundedPool<Value> Create(int capacity, TimeSpan? idleTimeout = null, TimeProvider? time = null, int? maxTenants = null) =>
            new(StartAsync, capacity, maxTenants, idleTimeout ?? Timeout.InfiniteTimeSpan, time ?? TimeProvider.System);

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

            var value = new Value(key, () => Ending, () =>
            {
                lock (_lock)
                {
                    Alive--;
                }
            });
            _values.Add(value);
            return value;
        }
    }

    private sealed class Value(string key, Func<Task> ending, Action onDisposed) : IPooled
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Key => key;

        public ConcurrentDictionary<string, bool> Tenants { get; } = [];

        public Task Ended => _ended.Task;

        public Task Disposed => _disposed.Task;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public void End() => _ended.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            await ending();
            onDisposed();
            _disposed.SetResult();
        }
    }
}
