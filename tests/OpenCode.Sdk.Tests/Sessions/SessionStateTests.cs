using System.Text;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>Orders of events that were seen in the field.</summary>
public sealed partial class SessionStateTests
{
    private const string User = """{"id":"msg_u","sessionID":"ses_1","role":"user","time":{"created":1},"agent":"a","model":{"providerID":"p","modelID":"m"}}""";

    private int _ids;

    /// <summary>T1: deltas on both sides of the first state of their part.</summary>
    [TestCase(new[] { "Hel", "", "lo" }, 1, TestName = "T1_Deltas_before_their_part_are_part_of_the_text")]
    [TestCase(new[] { "", "Hel", "lo" }, 0, TestName = "T1_Deltas_after_their_part_are_the_text")]
    [TestCase(new[] { "Hel", "lo", "" }, 2, TestName = "T1_A_part_after_all_of_its_deltas_does_not_take_them_away")]
    [TestCase(new[] { "Hel", "Hel", "lo" }, 1, TestName = "T1_A_part_that_repeats_its_deltas_does_not_double_them")]
    [TestCase(new[] { "Hel", "lo" }, 0, TestName = "T1_A_part_that_opens_with_text_is_continued")]
    [TestCase(new[] { "Hel", "Hello", "lo" }, 1, TestName = "T1_A_part_ahead_of_its_deltas_is_not_repeated_by_them")]
    public void T1(string[] pieces, int part)
    {
        var state = Opened();
        Message(state, "msg_v");
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i == part)
            {
                Part(state, "msg_v", "prt_1", pieces[i], isFinal: false);
            }
            else
            {
                Delta(state, "msg_v", "prt_1", pieces[i]);
            }

            Assert.That(Texts(state), Has.All.Matches<string>(text => "Hello".StartsWith(text, StringComparison.Ordinal)));
        }

        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello" }));
        Part(state, "msg_v", "prt_1", "Hello", isFinal: true);
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello" }));
    }

    [Test]
    public void T1_A_text_whose_start_was_missed_is_shown_when_it_is_final()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        Delta(state, "msg_v", "prt_1", "Hel");
        state.MarkIncomplete();
        Delta(state, "msg_v", "prt_1", "o!");
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        Delta(state, "msg_v", "prt_1", "!!");
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hel" }));
        Part(state, "msg_v", "prt_1", "Hello!!!", isFinal: true);
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello!!!" }));
    }

    [Test]
    public void T1_Late_states_and_deltas_of_a_final_text_change_nothing()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "Hello", isFinal: true);
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        Delta(state, "msg_v", "prt_1", "Hel");
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello" }));
    }

    [Test]
    public void T2_A_part_before_its_message_is_shown_with_it()
    {
        var state = Opened();
        Part(state, "msg_v", "prt_1", "Hello", isFinal: true);
        Assert.That(state.ToSnapshot().Messages, Is.Empty);
        Message(state, "msg_v", "stop");
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello" }));
    }

    [Test]
    public void T2_A_part_before_its_message_outlives_a_repair()
    {
        var state = Opened();
        Part(state, "msg_v", "prt_1", "Hello", isFinal: true);
        state.MarkIncomplete();
        state.Take(Reading(), isCurrent: true);
        Message(state, "msg_v", "stop");
        Assert.That(Texts(state), Is.EqualTo(new[] { "Hello" }));
    }

    [Test]
    public void T3_Messages_stand_by_time_and_parts_by_arrival()
    {
        var state = Opened();
        Message(state, "msg_v1", "stop", created: 2000);
        Part(state, "msg_v1", "prt_9", "third", isFinal: true);
        Part(state, "msg_v1", "prt_1", "fourth", isFinal: true);
        Message(state, "msg_y9", "tool-calls", created: 1000);
        Part(state, "msg_y9", "prt_5", "first", isFinal: true);
        Part(state, "msg_y9", "prt_4", "second", isFinal: true);
        Assert.That(Texts(state), Is.EqualTo(new[] { "first", "second", "third", "fourth" }));
    }

    [Test]
    public void T3_Messages_of_one_millisecond_stand_by_arrival_and_in_the_order_of_the_server()
    {
        var state = Opened();
        Message(state, "msg_z", created: 1000);
        Message(state, "msg_a", created: 1000);
        Assert.That(state.ToSnapshot().Messages.Select(m => m.Info.Id), Is.EqualTo(new[] { "msg_z", "msg_a" }));
        state.Take(Reading("msg_q", "msg_b"), isCurrent: true);
        Message(state, "msg_0", created: 1000);
        Assert.That(state.ToSnapshot().Messages.Select(m => m.Info.Id), Is.EqualTo(new[] { "msg_q", "msg_b", "msg_0" }));
    }

    [Test]
    public void An_event_that_comes_twice_counts_once_and_different_events_with_one_identifier_count_both()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "", isFinal: false);
        var delta = DeltaEvent("evt_same", "ha");
        Assert.That(state.Apply(delta), Is.True);
        Assert.That(state.Apply(delta), Is.False);
        state.Apply(DeltaEvent("evt_same", "!"));
        state.Apply(DeltaEvent("evt_other", "ha"));
        Assert.That(Texts(state), Is.EqualTo(new[] { "ha!ha" }));
    }

    [Test]
    public void A_removed_message_or_part_does_not_come_back_by_a_late_event()
    {
        var state = Opened();
        Message(state, "msg_v");
        Part(state, "msg_v", "prt_1", "one", isFinal: true);
        Part(state, "msg_v", "prt_2", "two", isFinal: true);
        Apply(state, "message.part.removed", """{"sessionID":"ses_1","messageID":"msg_v","partID":"prt_1"}""");
        Part(state, "msg_v", "prt_1", "one", isFinal: true);
        Assert.That(Texts(state), Is.EqualTo(new[] { "two" }));
        Apply(state, "message.removed", """{"sessionID":"ses_1","messageID":"msg_v"}""");
        Message(state, "msg_v", "stop");
        Part(state, "msg_v", "prt_2", "two", isFinal: true);
        Assert.That(state.ToSnapshot().Messages, Is.Empty);
    }

    [Test]
    public void A_request_that_was_replied_to_does_not_come_back_and_one_before_its_agent_is_not_lost()
    {
        const string Asked = """{"id":"per_1","sessionID":"ses_2","permission":"bash","patterns":[],"metadata":{},"always":[]}""";
        var state = Opened();
        Apply(state, "permission.asked", Asked);
        Assert.That(state.ToSnapshot().Permissions, Is.Empty, "nobody knows whose it is");
        Apply(state, "session.created", """{"sessionID":"ses_2","info":{"id":"ses_2","slug":"s","projectID":"p","directory":"/","parentID":"ses_1","title":"T","version":"1","time":{"created":1,"updated":1}}}""");
        Assert.That(state.ToSnapshot().Permissions.Select(p => p.Id), Is.EqualTo(new[] { "per_1" }));
        Apply(state, "permission.replied", """{"sessionID":"ses_2","requestID":"per_1","reply":"once"}""");
        Apply(state, "permission.asked", Asked);
        Assert.That(state.ToSnapshot().Permissions, Is.Empty);
    }

    private static SessionState Opened()
    {
        var state = new SessionState("ses_1");
        state.Take(Reading(), isCurrent: true);
        return state;
    }

    private static SessionContents Reading(params string[] messages) => new()
    {
        Session = OpenCodeJson.Read(Encoding.UTF8.GetBytes(SessionViewTests.Session), Session.ReadFrom),
        Status = new SessionStatusIdle(),
        Messages = [.. messages.Select(id => new MessageWithParts { Info = OpenCodeJson.Read(Encoding.UTF8.GetBytes(User.Replace("msg_u", id).Replace(":1}", ":1000}")), Models.Message.ReadFrom), Parts = [] })],
        Todos = [],
        Diff = [],
        Permissions = [],
        Questions = [],
        Tree = new SessionTree("ses_1"),
    };

    private static IEnumerable<string> Texts(SessionState state) => state.ToSnapshot().Messages.SelectMany(m => m.Parts).OfType<TextPart>().Select(p => p.Text);

    private static Event DeltaEvent(string id, string text) => Read(
        $$$"""{"id":"{{{id}}}","type":"message.part.delta","properties":{"sessionID":"ses_1","messageID":"msg_v","partID":"prt_1","field":"text","delta":"{{{text}}}"}}""");

    private static Event Read(string json) => OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), Event.ReadFrom);

    private void Message(SessionState state, string id, string? finish = null, long created = 1000)
    {
        var end = finish is null ? "" : $$""","completed":{{created + 1}}""";
        var reason = finish is null ? "" : $$""","finish":"{{finish}}" """;
        Apply(state, "message.updated", $$$"""{"sessionID":"ses_1","info":{"id":"{{{id}}}","sessionID":"ses_1","role":"assistant","time":{"created":{{{created}}}{{{end}}}},"parentID":"msg_u","modelID":"m","providerID":"p","mode":"build","agent":"build","path":{"cwd":"/","root":"/"},"cost":0,"tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}}{{{reason}}}}}""");
    }

    private void Part(SessionState state, string message, string id, string text, bool isFinal) =>
        Apply(state, "message.part.updated", $$$"""{"sessionID":"ses_1","part":{"id":"{{{id}}}","sessionID":"ses_1","messageID":"{{{message}}}","type":"text","text":"{{{text}}}","time":{"start":1{{{(isFinal ? ",\"end\":2" : "")}}}}},"time":1}""");

    private void Delta(SessionState state, string message, string part, string text) =>
        Apply(state, "message.part.delta", $$$"""{"sessionID":"ses_1","messageID":"{{{message}}}","partID":"{{{part}}}","field":"text","delta":"{{{text}}}"}""");

    private void Apply(SessionState state, string type, string properties) => state.Apply(Read($$$"""{"id":"evt_{{{++_ids}}}","type":"{{{type}}}","properties":{{{properties}}}}"""));
}
