using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>
/// Everything a real server sends in the course of an ordinary session is known, and comes out as it went in. With the
/// environment variable OPENCODE_RECORD set, the traffic becomes the fixture of OpenCode.Generated.Tests.
/// </summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TrafficTests
{
    private const string Prompt = "record this";
    private const string Fixture = "tests/OpenCode.Generated.Tests/Committed/Fixtures/traffic.json";

    /// <summary>Left out of the fixture: catalogues of models, prompts that ship with the server, programs of this machine.</summary>
    private static readonly HashSet<string> s_notRecorded =
    [
        "GET /api/model", "GET /api/provider", "GET /api/integration", "GET /command", "GET /api/command", "GET /skill", "GET /api/skill",
        "GET /agent", "GET /api/agent", "GET /pty/shells",
    ];

    [Test]
    public async Task All_traffic_of_a_session_is_known_and_written_as_it_was_read(CancellationToken cancellationToken)
    {
        using var recorder = new TrafficRecorder();
        using var http = new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new OpenCodeClient(http, LiveServer.Server.ClientOptions);
        await RecordAsync(recorder, http, client, cancellationToken);

        var traffic = recorder.ToTraffic(LiveServer.Version);
        Assert.That(traffic.Flaws(), Is.Empty);
        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 })
        {
            var small = traffic with { Answers = [.. traffic.Answers.Where(a => !s_notRecorded.Contains(a.Route))] };
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.File(Fixture))!);
            await File.WriteAllTextAsync(Repository.File(Fixture), small.ToJson().ToString().ReplaceLineEndings("\n") + "\n", cancellationToken);
        }
    }

    private static async Task RecordAsync(TrafficRecorder recorder, HttpClient http, OpenCodeClient client, CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(Prompt, request => (request.FollowsTool
            ? [new DemoText("It "), new DemoText("ran.")]
            : new DemoChunk[] { new DemoToolCall("bash", """{"command":"echo recorded","description":"Says something"}""") }).ToAsyncEnumerable());
        http.BaseAddress = LiveServer.Server.Url;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LiveServer.Server.ClientOptions.Username}:{LiveServer.Server.ClientOptions.Password}")));
        var session = await client.Session.CreateAsync(new() { Title = "Recorded" }, cancellationToken);

        string[] streams = ["/event", "/global/event", "/api/event"];
        var recordings = streams.Select(path =>
        {
            var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Open: open.Task, Done: recorder.RecordEventsAsync(http, path, e => IsEnd(e, session.Id), open, cancellationToken));
        }).ToList();
        await Task.WhenAll(recordings.Select(r => r.Open));

        var reply = client.Session.PromptAsync(session.Id, new() { Parts = [new TextPartInput { Text = Prompt }] }, cancellationToken);
        await AllowAsync(client, session.Id, reply, cancellationToken);
        await reply;
        await Task.WhenAll(recordings.Select(r => r.Done));
        await ReadEverythingAsync(client, session.Id, cancellationToken);
    }

    private static async Task AllowAsync(OpenCodeClient client, string sessionId, Task reply, CancellationToken cancellationToken)
    {
        await foreach (var e in LiveServer.Client.Event.SubscribeAsync(cancellationToken))
        {
            // The question may have been asked before this stream was open, so the list is looked at as well.
            var asked = (await client.Permission.ListAsync(cancellationToken)).FirstOrDefault(p => p.SessionId == sessionId);
            if (asked is not null)
            {
                await client.Permission.ReplyAsync(asked.Id, new() { Reply = PermissionReply.Once }, cancellationToken);
                return;
            }

            Assert.That(reply.IsCompleted, Is.False, "the reply came without asking");
        }
    }

    private static bool IsEnd(JToken e, string sessionId)
    {
        var content = e["payload"] ?? e;
        return (string?)content["type"] == "session.idle" && (string?)(content["properties"] ?? content["data"])!["sessionID"] == sessionId;
    }

    private static async Task ReadEverythingAsync(OpenCodeClient client, string sessionId, CancellationToken cancellationToken)
    {
        await client.Global.HealthAsync(cancellationToken);
        await client.Global.Config.GetAsync(cancellationToken);
        await client.App.AgentsAsync(cancellationToken);
        await client.App.SkillsAsync(cancellationToken);
        await client.Project.ListAsync(cancellationToken);
        await client.Project.CurrentAsync(cancellationToken);
        await client.Path.GetAsync(cancellationToken);
        await client.Config.GetAsync(cancellationToken);
        await client.Config.ProvidersAsync(cancellationToken);
        await client.Session.ListAsync(cancellationToken: cancellationToken);
        await client.Session.GetAsync(sessionId, cancellationToken);
        await client.Session.ChildrenAsync(sessionId, cancellationToken);
        var messages = await client.Session.MessagesAsync(sessionId, cancellationToken: cancellationToken);
        await client.Session.MessageAsync(sessionId, ((AssistantMessage)messages[^1].Info).Id, cancellationToken);
        await client.Session.StatusAsync(cancellationToken);
        await client.Session.TodoAsync(sessionId, cancellationToken);
        await client.Session.DiffAsync(sessionId, cancellationToken: cancellationToken);
        await client.Find.TextAsync("needle", cancellationToken);
        await client.Find.FilesAsync("hello", cancellationToken: cancellationToken);
        await client.File.ListAsync("", cancellationToken);
        await client.File.ReadAsync("hello.txt", cancellationToken);
        await client.File.StatusAsync(cancellationToken);
        await client.Vcs.GetAsync(cancellationToken);
        await client.Vcs.StatusAsync(cancellationToken);
        await client.Command.ListAsync(cancellationToken);
        await client.Lsp.StatusAsync(cancellationToken);
        await client.Formatter.StatusAsync(cancellationToken);
        await client.Mcp.StatusAsync(cancellationToken);
        await client.Tool.IdsAsync(cancellationToken);
        await client.Pty.ShellsAsync(cancellationToken);
        await client.Question.ListAsync(cancellationToken);
        await client.Experimental.Session.ListAsync(cancellationToken: cancellationToken);
        await client.V2.Health.GetAsync(cancellationToken);
        await client.V2.Location.GetAsync(cancellationToken);
        await client.V2.Agent.ListAsync(cancellationToken);
        await client.V2.Session.ListAsync(cancellationToken: cancellationToken);
        await client.V2.Model.ListAsync(cancellationToken);
        await client.V2.Provider.ListAsync(cancellationToken);
        await client.V2.Integration.ListAsync(cancellationToken);
        await client.V2.Command.ListAsync(cancellationToken);
        await client.V2.Skill.ListAsync(cancellationToken);
        await client.V2.Reference.ListAsync(cancellationToken);
    }
}
