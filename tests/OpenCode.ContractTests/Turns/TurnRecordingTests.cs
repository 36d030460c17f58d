using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Turns;

/// <summary>
/// Each kind of turn ends on the live server as the recordings say that the unit tests are made from. With the environment
/// variable OPENCODE_RECORD set, the recordings are made again.
/// </summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TurnRecordingTests
{
    private static readonly SortedDictionary<string, TurnRecording> s_recordings = new(StringComparer.Ordinal);

    private static readonly Scenario[] s_scenarios =
    [
        new("plain", nameof(PromptCompleted)) { Script = _ => [new DemoReasoning("Let me "), new DemoReasoning("see."), new DemoText("One "), new DemoText("two "), new DemoText("three.")] },
        new("tools", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("Both "), new DemoText("ran.")] : [new DemoText("I look."), Glob("a"), Glob("b")] },
        new("permission", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("It "), new DemoText("ran.")] : [Bash] },
        new("rejection", nameof(PromptRejected)) { Script = r => [new DemoText("I try. "), Bash], Reply = new() { Reply = PermissionReply.Reject } },
        new("rejection-with-message", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("Then "), new DemoText("not.")] : [Bash], Reply = new() { Reply = PermissionReply.Reject, Message = "not here" } },
        new("question", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("Thank "), new DemoText("you.")] : [Question] },
        new("sub-agent", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("It is "), new DemoText("done.")] : [Task] },
        new("compaction", nameof(PromptCompleted)) { Script = r => r.FollowsTool ? [new DemoText("Still "), new DemoText("here.")] : [new DemoText("Much. "), Glob("c"), new DemoUsage(99_000)] },
        new("error", nameof(PromptFailed)) { Script = _ => [new DemoFailure(400, "the model says no")] },
        new("abort", nameof(PromptAborted)) { IsAborted = true, Script = _ => [new DemoText("Half "), new DemoText("a word")] },
        new("retry", nameof(PromptCompleted)) { FailsFirst = true, Script = _ => [new DemoText("Now "), new DemoText("then.")] },
    ];

    private static OpenCodeClient Client => LiveServer.Client;

    private static DemoToolCall Bash => new("bash", """{"command":"echo recorded","description":"Says something"}""");

    private static DemoToolCall Question => new("question", """{"questions":[{"question":"Which?","header":"Q","options":[{"label":"A","description":"a"},{"label":"B","description":"b"}]}]}""");

    private static DemoToolCall Task => new("task", """{"description":"A part","prompt":"Do a part of it","subagent_type":"general"}""");

    [TestCaseSource(nameof(s_scenarios))]
    public async Task A_recorded_kind_of_turn_ends_as_it_should(Scenario scenario, CancellationToken cancellationToken)
    {
        var prompt = $"record {scenario.Name}";
        var attempts = 0;
        LiveServer.Scripts.Answer($"{prompt};", request => scenario.FailsFirst && attempts++ == 0
            ? new DemoChunk[] { new DemoFailure(503, "overloaded") }.ToAsyncEnumerable()
            : AnswerAsync(scenario, request, cancellationToken));
        var session = await Client.Session.CreateAsync(new() { Title = scenario.Name }, cancellationToken);
        var partId = $"prt_{Guid.NewGuid():N}";
        var events = new List<Event>();
        await foreach (var e in Client.Event.SubscribeAsync(cancellationToken))
        {
            if (e is ServerConnectedEvent)
            {
                await Client.Session.StartPromptAsync(session.Id, new() { Parts = [new TextPartInput { Id = partId, Text = $"{prompt};" }] }, cancellationToken);
                continue;
            }

            events.Add(e);
            await ReactAsync(scenario, e, session.Id, cancellationToken);
            if (IsOver(events, session.Id))
            {
                break;
            }
        }

        var messages = await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        var family = events.OfType<SessionCreatedEvent>().Select(e => e.Properties.Info).Where(s => s.ParentId == session.Id).Select(s => s.Id).Append(session.Id).ToHashSet();
        s_recordings[scenario.Name] = new TurnRecording(
            scenario.Name,
            scenario.End,
            session.Id,
            partId,
            [.. events.Where(e => e.SessionId is not null && family.Contains(e.SessionId) && TurnRecording.Includes(e.Type)).Select(e => Json(OpenCodeJson.Write(e)))],
            [.. messages.Select(m => Json(OpenCodeJson.Write(m)))]);

        // What a watcher says of the turn afterwards is what the recording says.
        var end = await Client.Session.WatchTurnAsync(session.Id, null, cancellationToken).LastAsync(cancellationToken);
        Assert.That(end.GetType().Name, Is.EqualTo(scenario.End));
    }

    [OneTimeTearDown]
    public void Save()
    {
        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 } && s_recordings.Count == s_scenarios.Length)
        {
            TurnRecording.Save(s_recordings.Values);
        }
    }

    private static async IAsyncEnumerable<DemoChunk> AnswerAsync(Scenario scenario, DemoRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in scenario.Script(request))
        {
            yield return chunk;
        }

        if (scenario.IsAborted)
        {
            await cancellationToken.UntilCanceledAsync();
        }
    }

    /// <summary>After an abort, the end of the message comes after the session is idle.</summary>
    private static bool IsOver(List<Event> events, string sessionId) =>
        events.Exists(e => e is SessionIdleEvent && e.SessionId == sessionId)
        && events.OfType<MessageUpdatedEvent>().Select(e => e.Properties.Info).OfType<AssistantMessage>().LastOrDefault(m => m.SessionId == sessionId) is { Time.Completed: not null };

    private static async Task ReactAsync(Scenario scenario, Event e, string sessionId, CancellationToken cancellationToken)
    {
        switch (e)
        {
            case PermissionAskedEvent { Properties: var asked } when asked.SessionId == sessionId:
                await Client.Permission.ReplyAsync(asked.Id, scenario.Reply, cancellationToken);
                break;
            case QuestionAskedEvent { Properties: var asked } when asked.SessionId == sessionId:
                await Client.Question.ReplyAsync(asked.Id, new() { Answers = [["B"]] }, cancellationToken);
                break;
            case MessagePartDeltaEvent { Properties.Delta: "a word" } when scenario.IsAborted && e.SessionId == sessionId:
                await Client.Session.AbortAsync(sessionId, cancellationToken);
                break;
        }
    }

    private static DemoToolCall Glob(string pattern) => new("glob", $$"""{"pattern":"{{pattern}}*"}""");

    /// <summary>Without the paths of this machine.</summary>
    private static JObject Json(byte[] json) => (JObject)Repository.ParseJson(Encoding.UTF8.GetString(json).Replace(LiveServer.Folder, "/home/user", StringComparison.Ordinal));

    /// <summary>A kind of turn.</summary>
    public sealed record Scenario(string Name, string End)
    {
        public required Func<DemoRequest, IReadOnlyList<DemoChunk>> Script { get; init; }

        public PermissionReplyRequest Reply { get; init; } = new() { Reply = PermissionReply.Once };

        public bool IsAborted { get; init; }

        public bool FailsFirst { get; init; }

        public override string ToString() => Name;
    }
}
