using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>What snapshots share, and what they cost.</summary>
public sealed partial class SessionStateTests
{
    [Test]
    public void A_snapshot_stays_as_it_is_while_its_text_grows()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        var text = "";
        var snapshots = new List<(SessionSnapshot Snapshot, string Text)>();
        for (var i = 0; i < 1_000; i++)
        {
            Delta(state, "msg_v", "prt_1", $"{i},");
            text += $"{i},";
            snapshots.Add((state.ToSnapshot(), text));
        }

        Part(state, "msg_v", "prt_1", "another text", isFinal: true);
        foreach (var (snapshot, expected) in snapshots)
        {
            var growing = snapshot.GrowingTexts.Single();
            Assert.That((growing.MessageId, growing.PartId, growing.ToString()), Is.EqualTo(("msg_v", "prt_1", expected)));
            var parts = snapshot.Messages.Single().Parts;
            var part = parts[0];
            Assert.That(((TextPart)part).Text, Is.EqualTo(expected));
            Assert.That(parts.Single(), Is.SameAs(part), "The part is created once.");
        }

        Assert.That(state.ToSnapshot().GrowingTexts, Is.Empty);
    }

    [Test]
    public void A_text_that_contradicts_its_deltas_is_continued_in_growing_texts_too()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "Hel", isFinal: false);
        Delta(state, "msg_v", "prt_1", "lo");
        Delta(state, "msg_v", "prt_1", "!");
        Assert.That(state.ToSnapshot().GrowingTexts.Single().ToString(), Is.EqualTo("Hello!"));
        Part(state, "msg_v", "prt_1", "Hello! And", isFinal: false);
        Assert.That(state.ToSnapshot().GrowingTexts.Single().ToString(), Is.EqualTo("Hello! And"));
    }

    [Test]
    public void Texts_are_growing_from_their_first_event_until_their_end()
    {
        var state = Opened();
        Delta(state, "msg_v", "prt_1", "one");
        Assert.That(Growing(), Is.Empty, "its part is not shown yet");
        Message(state, "msg_v");
        Assert.That(Growing(), Is.Empty);
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        Assert.That(Growing(), Is.EqualTo(new[] { "prt_1 one" }));
        Part(state, "msg_v", "prt_2", "", isFinal: false);
        Part(state, "msg_v", "prt_3", "", isFinal: false);
        Assert.That(Growing(), Is.EqualTo(new[] { "prt_1 one", "prt_2 ", "prt_3 " }));
        Part(state, "msg_v", "prt_1", "one", isFinal: true);
        Assert.That(Growing(), Is.EqualTo(new[] { "prt_2 ", "prt_3 " }));
        Apply(state, "message.part.removed", """{"sessionID":"ses_1","messageID":"msg_v","partID":"prt_2"}""");
        Assert.That(Growing(), Is.EqualTo(new[] { "prt_3 " }));
        Apply(state, "message.removed", """{"sessionID":"ses_1","messageID":"msg_v"}""");
        Assert.That(Growing(), Is.Empty);

        IEnumerable<string> Growing() => state.ToSnapshot().GrowingTexts.Select(t => $"{t.PartId} {t.Text}");
    }

    [Test]
    public void A_change_makes_no_other_message_anew()
    {
        const int Messages = 10_000;
        var state = new SessionState("ses_1");
        state.Take(Reading([.. Enumerable.Range(0, Messages).Select(i => $"msg_{i}")]), isCurrent: true);
        Message(state, "msg_v", created: 2000);
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        var before = state.ToSnapshot().Messages;
        Delta(state, "msg_v", "prt_1", "Hel");
        Apply(state, "message.part.updated", """{"sessionID":"ses_1","part":{"id":"prt_0","sessionID":"ses_1","messageID":"msg_77","type":"text","text":"Hi"},"time":1}""");
        var after = state.ToSnapshot().Messages;
        Assert.That(after, Has.Count.EqualTo(Messages + 1));
        Assert.That(Enumerable.Range(0, after.Count).Where(i => !ReferenceEquals(before[i], after[i])), Is.EqualTo(new[] { 77, Messages }));
        Assert.That(((TextPart)after[77].Parts.Single()).Text, Is.EqualTo("Hi"));
        Assert.That(before[77].Parts, Is.Empty);
    }

    [TestCase(1)]
    [TestCase(10_000)]
    public void A_snapshot_at_each_delta_takes_memory_for_the_delta_alone(int messages)
    {
        const int Deltas = 20_000;
        const int LongestInBytes = 8 * 1024;
        var state = new SessionState("ses_1");
        state.Take(Reading([.. Enumerable.Range(0, messages).Select(i => $"msg_{i}")]), isCurrent: true);
        Message(state, "msg_v", created: 2000);
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        state.ToSnapshot();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Deltas; i++)
        {
            Delta(state, "msg_v", "prt_1", "some words of text");
            var snapshot = state.ToSnapshot();
            if (snapshot.GrowingTexts[0].Text.Length != (i + 1) * 18 || snapshot.Messages[^1].Parts.Count != 1)
            {
                Assert.Fail($"The snapshot after delta {i} has not all of the text.");
            }
        }

        // The whole text has up to 720,000 bytes; the limit includes what the event itself takes.
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Deltas, Is.LessThan(LongestInBytes));
    }

    [Test]
    public void Messages_that_arrive_move_and_leave_stand_in_order([Range(0, 9)] int seed)
    {
        var random = new Random(seed);
        var state = Opened();
        var model = new Dictionary<string, (long Created, int Arrival)>();
        var arrivals = 0;
        for (var i = 0; i < 400; i++)
        {
            var id = $"msg_{random.Next(60)}";
            if (random.Next(10) == 0 && model.Remove(id))
            {
                Apply(state, "message.removed", $$"""{"sessionID":"ses_1","messageID":"{{id}}"}""");
                state.Take(Reading(), isCurrent: true);
                model.Clear();
                arrivals = 0;
            }
            else
            {
                var created = random.Next(4) == 0 ? random.Next(1, 1000) : 1000 + i;
                Message(state, id, created: created);
                model[id] = (created, model.TryGetValue(id, out var known) ? known.Arrival : arrivals++);
            }

            if (random.Next(3) == 0)
            {
                Assert.That(state.ToSnapshot().Messages.Select(m => m.Info.Id), Is.EqualTo(model.OrderBy(m => m.Value.Created).ThenBy(m => m.Value.Arrival).Select(m => m.Key)));
            }
        }
    }
}
