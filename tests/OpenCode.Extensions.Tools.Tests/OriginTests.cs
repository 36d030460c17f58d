using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Testing;
using OpenCode.Tools.Origins;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>Which session a call of this process belongs to, in every order of what can happen.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class OriginTests
{
    private static readonly JsonElement s_other = JsonElement.Parse("""{"id":2}""");

    /// <summary>
    /// Sessions make calls of a few kinds. A call is pending, waits for a permission, reaches this process, returns, and is stored as
    /// finished, in this order; the calls of all sessions are interleaved at random, and each asks at some time while it runs.
    /// </summary>
    [Test]
    public void A_call_is_found_or_not_but_never_a_wrong_one() =>
        Gen.Select(Gen.Int[0, 2].Array[1, 5], Gen.Int[0, 1000].Array[60], Gen.Bool).Sample(
            (kinds, choices, asksEarly) =>
            {
                var world = new Sessions(kinds);
                foreach (var choice in choices)
                {
                    world.Step(choice, asksEarly);
                }

                return world.Wrong == 0 && (kinds.Distinct().Count() < kinds.Length || world.Missed == 0);
            },
            iter: 3000);

    [Test]
    public async Task A_call_of_another_session_that_is_like_it_makes_it_uncertain()
    {
        var world = new Sessions([0, 0]);
        world.Start(0);
        world.Start(1);
        Assert.That(await world.AskAsync(0), Is.Null);
        Assert.That(await world.AskAsync(1), Is.Null);
        world.Finish(1);
        Assert.That((await world.AskAsync(0))?.SessionId, Is.EqualTo("ses_0"), "when the other one has ended");
    }

    [Test]
    public async Task A_call_whose_arguments_are_still_being_written_makes_it_uncertain()
    {
        var world = new Sessions([0, 1]);
        world.Start(0);
        world.Write(1);
        Assert.That(await world.AskAsync(0), Is.Null);
    }

    [Test]
    public async Task Equal_arguments_can_be_written_differently()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var part = new SessionCall(new ToolCallOrigin("s", "m", "c"), "shop_Tool", JsonElement.Parse("""{ "b": [1.0, "\u0061"], "a": null }"""));
        var finder = new OriginFinder(() => Task.FromResult(new SessionCalls([part], 1)), time);
        var call = new RunningCall("shop_Tool", JsonElement.Parse("""{"a":null,"b":[1.0,"a"]}"""));
        finder.Begin(call);
        Assert.That(await finder.FindAsync(call, default), Is.EqualTo(part.Origin));
    }

    [Test]
    public async Task Those_who_ask_at_the_same_time_share_the_requests(CancellationToken cancellationToken)
    {
        const int Count = 100;
        var reads = 0;
        var mayRead = new TaskCompletionSource();
        var parts = Enumerable.Range(0, Count).Select(i => new SessionCall(new ToolCallOrigin("s", "m", $"c{i}"), "shop_Tool", JsonElement.Parse($$"""{"id":{{i}}}"""))).ToList();
        var finder = new OriginFinder(ReadAsync, TimeProvider.System);
        var found = parts.Select(part =>
        {
            var call = new RunningCall("shop_Tool", part.Input!.Value);
            finder.Begin(call);
            return finder.FindAsync(call, cancellationToken);
        }).ToList();
        mayRead.SetResult();
        Assert.That(await Task.WhenAll(found), Is.EqualTo(parts.Select(part => part.Origin)));
        Assert.That(reads, Is.LessThanOrEqualTo(2));

        async Task<SessionCalls> ReadAsync()
        {
            Interlocked.Increment(ref reads);
            await mayRead.Task;
            return new SessionCalls(parts, 1);
        }
    }

    private sealed class Sessions
    {
        private readonly int[] _kinds;
        private readonly int[] _states;
        private readonly RunningCall?[] _calls;
        private readonly OriginFinder _finder;

        public Sessions(int[] kinds)
        {
            _kinds = kinds;
            _states = new int[kinds.Length];
            _calls = new RunningCall?[kinds.Length];
            _finder = new OriginFinder(() => Task.FromResult(Read()), new InstantTime());
        }

        public int Wrong { get; private set; }

        public int Missed { get; private set; }

        /// <summary>Lets one session take a step, or the function of one ask.</summary>
        public void Step(int choice, bool asks)
        {
            var i = choice % _kinds.Length;
            if (_calls[i] is not null && (asks || choice % 7 == 0))
            {
                var found = AskAsync(i).GetAwaiter().GetResult();
                Wrong += found is not null && found != Origin(i) ? 1 : 0;
                Missed += found is null && !Enumerable.Range(0, _kinds.Length).Any(j => _states[j] == 1) ? 1 : 0;
            }

            Advance(i);
        }

        public void Write(int i) => _states[i] = 1;

        public void Start(int i)
        {
            while (_calls[i] is null)
            {
                Advance(i);
            }
        }

        public void Finish(int i)
        {
            while (_states[i] < 5)
            {
                Advance(i);
            }
        }

        public Task<ToolCallOrigin?> AskAsync(int i) => _finder.FindAsync(_calls[i]!, default);

        private void Advance(int i)
        {
            switch (++_states[i])
            {
                case 3:
                    _calls[i] = new RunningCall("shop_Tool", Arguments(i));
                    _finder.Begin(_calls[i]!);
                    break;
                case 4:
                    _finder.End(_calls[i]!);
                    _calls[i] = null;
                    break;
            }
        }

        /// <summary>1: the arguments are being written. 2: it waits to be made. 3: it runs. 4: it has returned, and is still stored as running.</summary>
        private SessionCalls Read() => new(
            [.. Enumerable.Range(0, _kinds.Length).Where(i => _states[i] is >= 1 and <= 4).Select(i => new SessionCall(Origin(i), "shop_Tool", _states[i] == 1 ? null : Arguments(i)))],
            _kinds.Length);

        private JsonElement Arguments(int i) => _kinds[i] == 0 ? s_other : JsonElement.Parse($$"""{"id":{{_kinds[i] + 10}}}""");

        private static ToolCallOrigin Origin(int i) => new($"ses_{i}", $"msg_{i}", $"call_{i}");
    }

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
