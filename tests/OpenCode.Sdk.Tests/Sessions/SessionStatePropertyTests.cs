using CsCheck;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>Recorded turns whose events are moved, doubled and lost as far as connections and servers do that.</summary>
public sealed class SessionStatePropertyTests
{
    private const int Cases = 10_000;

    private static readonly int[] s_windows = [1, 2, 5, 1000];

    private static readonly Gen<Delivery> s_deliveries =
        from turn in Gen.Int[0, RecordedTurn.All.Count - 1]
        from seed in Gen.Int
        from disorder in Gen.Int[0, 3]
        from duplicates in Gen.Int[0, 8]
        from gaps in Gen.Int[0, 2]
        from joinsLate in Gen.Bool
        select new Delivery(RecordedTurn.All[turn], seed, s_windows[disorder], duplicates, gaps, joinsLate);

    [Test]
    public void Whatever_happens_on_the_way_a_view_becomes_what_the_server_keeps() =>
        s_deliveries.Sample(delivery => delivery.Play(), iter: Cases, print: d => d.ToString());

    [Test]
    public void Undisturbed_turns_become_what_the_server_keeps()
    {
        foreach (var turn in RecordedTurn.All)
        {
            new Delivery(turn, Seed: 0, Disorder: 1, Duplicates: 0, Gaps: 0, JoinsLate: false).Play();
        }
    }

    /// <param name="Turn">What is delivered.</param>
    /// <param name="Seed">Where chance begins.</param>
    /// <param name="Disorder">Among how many events the next one is chosen.</param>
    /// <param name="Duplicates">How many events come twice.</param>
    /// <param name="Gaps">How often the connection is lost.</param>
    /// <param name="JoinsLate">Whether the view opens in the middle of the turn.</param>
    private sealed record Delivery(RecordedTurn Turn, int Seed, int Disorder, int Duplicates, int Gaps, bool JoinsLate)
    {
        public void Play()
        {
            var random = new Random(Seed);
            var state = new SessionState(Turn.SessionId);
            var begin = JoinsLate ? random.Next(Turn.Events.Count) : 0;
            state.Take(Turn.At(begin), isCurrent: true);
            var wire = Order(begin, random);
            var read = begin;
            foreach (var (from, to) in Losses(wire.Count, random))
            {
                foreach (var index in Double(wire[..from], random))
                {
                    Apply(state, index);
                    read = Math.Max(read, index + 1);
                }

                state.MarkIncomplete();
                read = Math.Max(read, wire[from..to].DefaultIfEmpty(-1).Max() + 1);
                read = random.Next(read, Turn.Events.Count + 1);
                state.Take(Turn.At(read), isCurrent: true);
                Check(state);
                wire = wire[to..];
            }

            foreach (var index in Double(wire, random))
            {
                Apply(state, index);
            }

            var end = state.ToSnapshot();
            if (end.Messages.Count != Turn.Messages.Count || !end.Messages.Zip(Turn.Messages).All(pair => IsSame(pair.First, pair.Second)))
            {
                throw new InvalidOperationException($"The view holds\n{string.Join('\n', end.Messages)}\nand the server\n{string.Join('\n', Turn.Messages)}");
            }

            if (end.Status is not SessionStatusIdle)
            {
                throw new InvalidOperationException($"The status is {end.Status}.");
            }
        }

        private static bool IsSame(MessageWithParts one, MessageWithParts other) => OpenCodeJson.Write(one).AsSpan().SequenceEqual(OpenCodeJson.Write(other));

        private void Apply(SessionState state, int index)
        {
            if (state.Apply(Turn.Events[index]))
            {
                Check(state);
            }
        }

        private void Check(SessionState state)
        {
            foreach (var part in state.ToSnapshot().Messages.SelectMany(m => m.Parts))
            {
                if (RecordedTurn.TextOf(part) is { } text && !Turn.FinalTexts[part.Id].StartsWith(text, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"'{text}' is not the beginning of '{Turn.FinalTexts[part.Id]}'.");
                }
            }
        }

        /// <summary>Events about the same thing stay in order, and so do the first events of the parts of a message, whose order is that of the parts.</summary>
        private List<int> Order(int begin, Random random)
        {
            var left = Enumerable.Range(begin, Turn.Events.Count - begin).ToList();
            var order = new List<int>();
            while (left.Count > 0)
            {
                var choice = left.Take(Disorder).Where(i => !left.TakeWhile(j => j < i).Any(j => MustPrecede(j, i))).ToList();
                var next = choice[random.Next(choice.Count)];
                order.Add(next);
                left.Remove(next);
            }

            return order;
        }

        private bool MustPrecede(int one, int other) =>
            RecordedTurn.Subject(Turn.Events[one]) == RecordedTurn.Subject(Turn.Events[other])
            || (Turn.Events[one] is MessagePartUpdatedEvent first && Turn.Events[other] is MessagePartUpdatedEvent second
                && first.Properties.Part.MessageId == second.Properties.Part.MessageId);

        /// <summary>The parts of the wire from one loss of the connection to the greeting after it, each counted from the one before.</summary>
        private IEnumerable<(int From, int To)> Losses(int count, Random random)
        {
            for (var i = 0; i < Gaps; i++)
            {
                var from = random.Next(count + 1);
                var to = random.Next(from, count + 1);
                count -= to;
                yield return (from, to);
            }
        }

        /// <summary>A duplicate comes at any time after its original.</summary>
        private List<int> Double(List<int> wire, Random random)
        {
            var doubled = wire.ToList();
            for (var i = 0; i < Duplicates && wire.Count > 0; i++)
            {
                var original = random.Next(doubled.Count);
                doubled.Insert(random.Next(original + 1, doubled.Count + 1), doubled[original]);
            }

            return doubled;
        }

        public override string ToString() => $"{nameof(Delivery)}({Turn}, seed {Seed}, disorder {Disorder}, duplicates {Duplicates}, gaps {Gaps}, {(JoinsLate ? "late" : "early")})";
    }
}
