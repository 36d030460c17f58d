using System.Diagnostics;
using OpenCode.Models;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Testing;
using static OpenCode.Sdk.Tests.Turns.PromptServer;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>What a real server does only when things go wrong, or when a session grows too long.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PromptStreamTests
{
    private const string Permission = """{"id":"per_1","sessionID":"ses_1","permission":"bash","patterns":["ls"],"metadata":{},"always":[]}""";

    [Test]
    public async Task An_answer_goes_on_after_the_session_was_compacted(CancellationToken cancellationToken)
    {
        await using var server = Playing(part =>
        [
            User(PromptId), Text(part, PromptId, "Do it"),
            Assistant("msg_2", PromptId), Text("prt_2", "msg_2", "First.", isFinal: true), Assistant("msg_2", PromptId, "tool-calls"),
            User("msg_3"), Compaction("prt_3", "msg_3"),
            Assistant("msg_4", "msg_3", isSummary: true), Text("prt_4", "msg_4", "A summary", isFinal: true), Assistant("msg_4", "msg_3", "stop", isSummary: true),
            User("msg_5"), Text("prt_5", "msg_5", "Continue", isSynthetic: true),
            Assistant("msg_6", "msg_5"), Text("prt_6", "msg_6", "Last.", isFinal: true), Assistant("msg_6", "msg_5", "stop"),
            Idle,
        ]);
        var updates = await UpdatesAsync(server, null, cancellationToken);
        Assert.That(updates.OfType<PromptTextDelta>().Select(d => d.Text), Is.EqualTo(new[] { "First.", "Last." }));
        Assert.That(((PromptCompleted)updates[^1]).Message.Id, Is.EqualTo("msg_6"));
    }

    [Test]
    public async Task Other_prompts_and_idle_events_of_before_are_not_this_prompts(CancellationToken cancellationToken)
    {
        await using var server = Playing(part =>
        [
            Assistant("msg_0", "msg_old"), Text("prt_0", "msg_0", "Of another prompt.", isFinal: true), Error("of another prompt"), Idle,
            User(PromptId), Text(part, PromptId, "Do it"),
            Assistant("msg_2", PromptId), Text("prt_2", "msg_2", ""), Delta("prt_2", "msg_2", "Mine."), Text("prt_2", "msg_2", "Mine.", isFinal: true), Assistant("msg_2", PromptId, "stop"),
            Idle,
        ]);
        var updates = await UpdatesAsync(server, null, cancellationToken);
        Assert.That(updates.OfType<PromptTextDelta>().Select(d => d.Text), Is.EqualTo(new[] { "Mine." }));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [Test]
    public async Task A_delta_that_can_not_be_read_leaves_no_hole(CancellationToken cancellationToken)
    {
        await using var server = Playing(part =>
        [
            User(PromptId), Text(part, PromptId, "Do it"),
            Assistant("msg_2", PromptId), Text("prt_2", "msg_2", ""), Delta("prt_2", "msg_2", "One"),
            """{"id":"evt_1","type":"message.part.delta","properties":{}}""",
            Delta("prt_2", "msg_2", " three"), Text("prt_2", "msg_2", "One two three", isFinal: true), Assistant("msg_2", PromptId, "stop"),
            Idle,
        ]);
        server.IsBusy = true;
        var updates = await UpdatesAsync(server, null, cancellationToken);
        Assert.That(string.Concat(updates.OfType<PromptTextDelta>().Select(d => d.Text)), Is.EqualTo("One two three"));
    }

    [Test]
    public async Task What_was_asked_before_anybody_listened_is_answered(CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource();
        await using var server = new PromptServer(async (server, request, part) =>
        {
            await answered.Task;
            foreach (var text in (string[])[User(PromptId), Text(part, PromptId, "Do it"), Assistant("msg_2", PromptId, "stop"), Idle])
            {
                await request.SendEventAsync(text);
            }
        })
        {
            IsBusy = true,
            Permissions = $"[{Permission}]",
        };
        var options = new TurnOptions
        {
            OnPermission = (_, _) =>
            {
                server.IsBusy = false;
                answered.SetResult();
                return Task.FromResult(PermissionDecision.AllowOnce);
            },
        };
        var updates = await UpdatesAsync(server, options, cancellationToken);
        Assert.That(updates.OfType<PromptPermissionAsked>().Single().Request.Id, Is.EqualTo("per_1"));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [Test]
    public async Task What_was_asked_before_anybody_listened_is_reported_before_anything_else_happens(CancellationToken cancellationToken)
    {
        await using var server = new PromptServer((_, request, _) => request.StayOpenAsync()) { IsBusy = true, Permissions = $"[{Permission}]" };
        using var client = StreamScript.Client(server.Url);
        var first = await client.Session.PromptStreamingAsync(SessionId, new() { Parts = [new TextPartInput { Text = "Do it" }] }, null, cancellationToken).FirstAsync(cancellationToken);
        Assert.That(first, Is.InstanceOf<PromptPermissionAsked>().With.Property("IsHandled").False);
    }

    [Test]
    public async Task A_handler_that_blocks_does_not_hold_up_the_stream(CancellationToken cancellationToken)
    {
        using var mayAnswer = new ManualResetEventSlim();
        await using var server = Playing(part =>
        [
            User(PromptId), Text(part, PromptId, "Do it"),
            $"{{\"id\":\"evt_1\",\"type\":\"permission.asked\",\"properties\":{Permission}}}",
            Assistant("msg_2", PromptId), Text("prt_2", "msg_2", "Meanwhile.", isFinal: true), Assistant("msg_2", PromptId, "stop"), Idle,
        ]);
        var options = new TurnOptions
        {
            OnPermission = (_, token) =>
            {
                mayAnswer.Wait(token);
                return Task.FromResult(PermissionDecision.AllowOnce);
            },
        };
        var updates = await UpdatesAsync(server, options, cancellationToken);
        mayAnswer.Set();
        Assert.That(updates.Select(u => u.GetType()), Is.EqualTo(new[] { typeof(PromptPermissionAsked), typeof(PromptTextDelta), typeof(PromptCompleted) }));
    }

    [Test]
    public async Task A_prompt_that_fails_is_an_activity_that_says_so(CancellationToken cancellationToken)
    {
        using var recorder = new ActivityRecorder();
        var around = Activity.Current;
        await using var server = Playing(part => [User(PromptId), Text(part, PromptId, "Do it"), Error("no such model"), Idle]);
        var updates = await UpdatesAsync(server, null, cancellationToken);
        Assert.That(updates[^1], Is.InstanceOf<PromptFailed>());

        var prompt = recorder.Activities.Single(a => a.DisplayName == "invoke_agent");
        Assert.That((prompt.Status, prompt.GetTagItem("error.type")), Is.EqualTo((ActivityStatusCode.Error, (object)"UnknownError")));
        Assert.That(prompt.GetTagItem("gen_ai.conversation.id"), Is.EqualTo(SessionId));
        Assert.That(Activity.Current, Is.SameAs(around));
    }

    [Test]
    public async Task A_prompt_that_is_cancelled_is_an_activity_that_says_so(CancellationToken cancellationToken)
    {
        using var recorder = new ActivityRecorder();
        await using var server = new PromptServer((_, request, _) => request.StayOpenAsync()) { IsBusy = true, Permissions = $"[{Permission}]" };
        using var client = StreamScript.Client(server.Url);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.Session.PromptStreamingAsync(SessionId, new() { Parts = [new TextPartInput { Text = "Do it" }] }).WithCancellation(source.Token))
            {
                await source.CancelAsync();
            }
        });
        Assert.That(recorder.Activities.Single(a => a.DisplayName == "invoke_agent").GetTagItem("error.type"), Does.Contain("Cancel"));
    }

    private static PromptServer Playing(Func<string, IEnumerable<string>> events) => new(async (_, request, part) =>
    {
        foreach (var text in events(part))
        {
            await request.SendEventAsync(text);
        }
    });

    private static async Task<List<PromptUpdate>> UpdatesAsync(PromptServer server, TurnOptions? options, CancellationToken cancellationToken)
    {
        using var client = StreamScript.Client(server.Url);
        return await client.Session.PromptStreamingAsync(SessionId, new() { Parts = [new TextPartInput { Text = "Do it" }] }, options, cancellationToken).ToListAsync(cancellationToken);
    }
}
