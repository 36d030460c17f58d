using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Testing.Tests;

/// <summary>
/// The fake sends the events of a turn, and keeps its messages, as the real server did when the turn was recorded: the same types with
/// the same members in the same order, for each message, part, request and session.
/// </summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ConformanceTests
{
    private const string Bash = """{"command":"echo recorded","description":"Says something"}""";

    private static readonly Scenario[] s_scenarios =
    [
        new("plain", turn => turn.Reasoning("Let me ", "see.").Text("One ", "two ", "three.")),
        new("tools", turn => turn.Text("I look.").Tool("glob", """{"pattern":"a*"}""", "No files found").Text("Both ", "ran.")),
        new("permission", turn => turn
            .Tool("bash", Bash, tool => tool.AskPermission("echo recorded", always: "echo *").Write("").Write("recorded\n").Title("echo recorded"))
            .Text("It ", "ran.")),
        new("rejection", turn => turn.Text("I try. ").Tool("bash", Bash, tool => tool.AskPermission("echo recorded", always: "echo *")))
        {
            Reply = new() { Reply = PermissionReply.Reject },
        },
        new("rejection-with-message", turn => turn.Tool("bash", Bash, tool => tool.AskPermission("echo recorded", always: "echo *")).Text("Then ", "not."))
        {
            Reply = new() { Reply = PermissionReply.Reject, Message = "not here" },
        },
        new("question", turn => turn.Question("Which?", "A", "B").Text("Thank ", "you.")),
        new("sub-agent", turn => turn.SubAgent("A part", sub => sub.Text("Fine.")).Text("It is ", "done.")),
        new("error", turn => turn.Fail("the model says no")),
        new("abort", turn => turn.Text("Half ", "a word").Hang()),
        new("retry", turn => turn.Retry("overloaded").Text("Now ", "then.")),
    ];

    private static readonly IReadOnlyList<TurnRecording> s_recordings = TurnRecording.Load();

    [TestCaseSource(nameof(s_scenarios))]
    public async Task A_turn_has_the_events_and_messages_of_the_recorded_one(Scenario scenario, CancellationToken cancellationToken)
    {
        var recording = s_recordings.Single(r => r.Name == scenario.Name);
        await using var fake = new FakeOpenCode().WhenPrompted(scenario.Script);
        var (sessionId, events, messages) = await PlayAsync(fake, scenario, cancellationToken);
        var (played, recorded) = (new EventShapes(events, sessionId), new EventShapes(recording.Events, recording.SessionId));
        Assert.That(played.Frame, Is.EqualTo(recorded.Frame), "the frame of the turn");
        Assert.That(played.Histories, Is.EqualTo(recorded.Histories), "the history of each message, part, request and session");
        Assert.That(messages.Select(EventShapes.Shape), Is.EqualTo(recording.Messages.Select(EventShapes.Shape)), "the messages in the end");
    }

    /// <summary>All kinds of turns that were recorded are played, except compaction, which the server starts by itself.</summary>
    [Test]
    public void Every_recorded_kind_of_turn_is_compared() =>
        Assert.That(s_scenarios.Select(s => s.Name).Append("compaction"), Is.EquivalentTo(s_recordings.Select(r => r.Name)));

    private static async Task<(string SessionId, List<JObject> Events, List<JObject> Messages)> PlayAsync(FakeOpenCode fake, Scenario scenario, CancellationToken cancellationToken)
    {
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(new() { Title = scenario.Name }, cancellationToken);
        var events = new List<Event>();
        await foreach (var e in client.Event.SubscribeAsync(cancellationToken))
        {
            if (e is ServerConnectedEvent)
            {
                await client.Session.StartPromptAsync(session.Id, scenario.Name, cancellationToken);
                continue;
            }

            events.Add(e);
            switch (e)
            {
                case PermissionAskedEvent { Properties.Id: var id }:
                    await client.Permission.ReplyAsync(id, scenario.Reply, cancellationToken);
                    break;
                case QuestionAskedEvent { Properties.Id: var id }:
                    await client.Question.ReplyAsync(id, new() { Answers = [["B"]] }, cancellationToken);
                    break;
                case MessagePartDeltaEvent { Properties.Delta: "a word" }:
                    await client.Session.AbortAsync(session.Id, cancellationToken);
                    break;
            }

            if (events.Exists(i => i is SessionIdleEvent && i.SessionId == session.Id)
                && events.OfType<MessageUpdatedEvent>().Select(u => u.Properties.Info).OfType<AssistantMessage>().Last(m => m.SessionId == session.Id).Time.Completed is not null)
            {
                break;
            }
        }

        var messages = await client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        return (session.Id, [.. events.Where(e => TurnRecording.Includes(e.Type)).Select(e => Json(OpenCodeJson.Write(e)))], [.. messages.Select(m => Json(OpenCodeJson.Write(m)))]);
    }

    private static JObject Json(byte[] json) => (JObject)Repository.ParseJson(Encoding.UTF8.GetString(json));

    /// <summary>A kind of turn, as the fake is told to play it.</summary>
    public sealed record Scenario(string Name, Action<FakeTurn> Script)
    {
        public PermissionReplyRequest Reply { get; init; } = new() { Reply = PermissionReply.Once };

        public override string ToString() => Name;
    }
}
