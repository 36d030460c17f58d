using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Turns;

/// <summary>Turns of every kind on a live server: run, streamed, watched, stopped, and limited.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class TurnTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Text_in_text_out(CancellationToken cancellationToken)
    {
        Script("run a tool for me", new DemoToolCall("glob", """{"pattern":"*.txt"}"""), "One file.");
        var session = await NewAsync(cancellationToken);
        var turn = await Client.Session.RunAsync(session.Id, "run a tool for me", null, cancellationToken);
        Assert.That((turn.Text, turn.Finish, turn.SessionId), Is.EqualTo(("One file.", "stop", session.Id)));
        Assert.That(turn.Tools.Single().Tool, Is.EqualTo("glob"));
        Assert.That((turn.Messages.Count, turn.Usage.Steps), Is.EqualTo((2, 2)));
        Assert.That((turn.Usage.InputTokens, turn.Usage.Cost), Is.EqualTo((24L, turn.Messages.Sum(m => (decimal)((AssistantMessage)m.Info).Cost))));
        Assert.That(turn.Usage.Cost, Is.GreaterThan(0));
    }

    [Test]
    public async Task Sub_agents_are_counted(CancellationToken cancellationToken)
    {
        Script("run a sub-agent", new DemoToolCall("task", """{"description":"A part","prompt":"Do a part of it","subagent_type":"general"}"""), "Done.");
        var session = await NewAsync(cancellationToken);
        var turn = await Client.Session.RunAsync(session.Id, "run a sub-agent", null, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Done."));
        Assert.That((turn.Messages.Count, turn.Usage.Steps, turn.Usage.InputTokens), Is.EqualTo((2, 3, 36L)));
    }

    [Test]
    public async Task Two_at_once_in_one_session_each_get_their_own(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("the first of two", new DemoText("First."));
        LiveServer.Scripts.Answer("the second of two", new DemoText("Second."));
        LiveServer.Scripts.Answer("the third of two", new DemoText("Third."));
        var session = await NewAsync(cancellationToken);
        var turns = await Task.WhenAll(new[] { "first", "second", "third" }.Select(n => Client.Session.RunAsync(session.Id, $"the {n} of two", null, cancellationToken)));
        Assert.That(turns.Select(t => t.Text), Is.EqualTo(["First.", "Second.", "Third."]));
    }

    [Test]
    public async Task Every_end_but_an_answer_is_an_exception(CancellationToken cancellationToken)
    {
        Script("run what nobody allows", new DemoToolCall("bash", """{"command":"echo no","description":"Says something"}"""), "It ran.");
        LiveServer.Scripts.Answer("run into a refusal", new DemoFailure(400, "the model says no"));
        var session = await NewAsync(cancellationToken);
        var rejected = await Failure.OfAsync<OpenCodeTurnException>(() => Client.Session.RunAsync(session.Id, "run what nobody allows", null, cancellationToken));
        Assert.That(((PromptRejected)rejected.End).Permission!.Patterns, Is.EqualTo(["echo no"]));
        Assert.That(rejected.Result.Decisions.Single().DecidedBy, Is.EqualTo(AskDecider.Policy));
        var failed = await Failure.OfAsync<OpenCodeTurnException>(() => Client.Session.RunAsync(session.Id, "run into a refusal", null, cancellationToken));
        Assert.That((failed.Message, failed.End.GetType()), Is.EqualTo(("the model says no", typeof(PromptFailed))));
        var unknown = await Failure.OfAsync<OpenCodeTurnException>(() => Client.Session.RunAsync(session.Id, new() { Parts = [new TextPartInput { Text = "hello" }], Model = PromptModel.Parse("fake/nope") }, null, cancellationToken));
        Assert.That(unknown.Message, Does.StartWith("Model not found: fake/nope."));
        await Failure.OfAsync<OpenCodeApiException>(() => Client.Session.RunAsync("ses_none", "hello", null, cancellationToken));
    }

    [Test]
    public async Task A_rule_denies_and_the_agent_goes_on(CancellationToken cancellationToken)
    {
        Script("run by rule", new DemoToolCall("bash", """{"command":"rm -r x","description":"Removes"}"""), "Without it.");
        var session = await NewAsync(cancellationToken);
        var options = new TurnOptions
        {
            PermissionRules = [new() { Permission = "bash", Pattern = "*", Action = PermissionAction.Allow }, new() { Permission = "bash", Pattern = "rm *", Action = PermissionAction.Deny }],
        };
        var turn = await Client.Session.RunAsync(session.Id, "run by rule", options, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Without it."));
        var decision = turn.Decisions.Single();
        Assert.That((decision.DecidedBy, decision.Reply, decision.Rule!.Pattern, decision.Patterns.Single()), Is.EqualTo((AskDecider.Rule, "reject", "rm *", "rm -r x")));
    }

    [Test]
    public async Task A_rejection_with_a_message_reaches_the_agent(CancellationToken cancellationToken)
    {
        Script("run with advice", new DemoToolCall("bash", """{"command":"echo advice","description":"Says something"}"""), "I see.");
        var session = await NewAsync(cancellationToken);
        var options = new TurnOptions { OnPermission = (_, _) => Task.FromResult(PermissionDecision.Reject("not here")) };
        var turn = await Client.Session.RunAsync(session.Id, "run with advice", options, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("I see."));
        Assert.That(((ToolStateError)turn.Tools.Single().State).Error, Does.Contain("not here"));
    }

    [Test]
    public async Task A_typed_answer_is_read_and_a_wrong_one_is_shown(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("review this", new DemoToolCall("StructuredOutput", """{"title":"Good","score":4}"""));
        LiveServer.Scripts.Answer("count this", new DemoToolCall("StructuredOutput", """{"value":[1,2,3]}"""));
        LiveServer.Scripts.Answer("say no object", new DemoText("I would rather not."));
        var session = await NewAsync(cancellationToken);
        Assert.That(await Client.Session.RunAsync(session.Id, "review this", ReviewJson.Default.Review, null, cancellationToken), Is.EqualTo(new Review("Good", 4)));
        Assert.That(await Client.Session.RunAsync<Review>(session.Id, "review this", cancellationToken: cancellationToken), Is.EqualTo(new Review("Good", 4)));
        Assert.That(await Client.Session.RunAsync(session.Id, "count this", ReviewJson.Default.Int32Array, null, cancellationToken), Is.EqualTo([1, 2, 3]));
        var missing = await Failure.OfAsync<OpenCodeTurnException>(() => Client.Session.RunAsync(session.Id, "say no object", ReviewJson.Default.Review, null, cancellationToken));
        Assert.That(missing.Result.Text, Is.EqualTo("I would rather not."));
        Assert.That(missing.End, Is.InstanceOf<PromptFailed>());
    }

    [Test]
    public async Task A_budget_stops_the_agent(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("run up a bill", request => new DemoToolCall("glob", $$"""{"pattern":"{{Guid.NewGuid():N}}"}"""));
        var session = await NewAsync(cancellationToken);
        var end = (PromptLimitReached)await Client.Session.PromptStreamingAsync(session.Id, "run up a bill", new() { MaxSteps = 3 }, cancellationToken).LastAsync(cancellationToken);
        Assert.That((end.Limit, end.Result.Usage.Steps), Is.EqualTo((TurnLimit.Steps, 4)));
        await AssertIdleAsync(session.Id, cancellationToken);
    }

    [Test]
    public async Task A_command_is_streamed(CancellationToken cancellationToken)
    {
        var session = await NewAsync(cancellationToken);
        await Client.Session.RunAsync(session.Id, "before the command", null, cancellationToken);
        LiveServer.Scripts.Answer("Please analyze this codebase", new DemoText("Initialized."));
        var updates = await Client.Session.CommandStreamingAsync(session.Id, new() { Command = "init", Arguments = "" }, null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(Joined(updates), Is.Not.Empty);
        var failed = (PromptFailed)await Client.Session.CommandStreamingAsync(session.Id, new() { Command = "no-such-command", Arguments = "" }, null, cancellationToken).LastAsync(cancellationToken);
        Assert.That(failed.Reason, Does.StartWith("Command not found: \"no-such-command\"."));
    }

    [Test]
    public async Task A_shell_command_is_streamed_and_stopped(CancellationToken cancellationToken)
    {
        var session = await NewAsync(cancellationToken);
        var updates = await Client.Session.ShellStreamingAsync(session.Id, new() { Agent = "build", Command = "echo one; echo two" }, null, cancellationToken).ToListAsync(cancellationToken);
        var completed = (PromptCompleted)updates[^1];
        Assert.That(((ToolStateCompleted)completed.Result.Tools.Single().State).Output, Is.EqualTo("one\ntwo\n"));

        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var output = "";
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client.Session.ShellStreamingAsync(session.Id, new() { Agent = "build", Command = "echo begun; sleep 60" }, null, source.Token))
            {
                output += (update as PromptToolOutput)?.Text;
                if (output.Length > 0)
                {
                    await source.CancelAsync();
                }
            }
        });
        Assert.That(output, Is.EqualTo("begun\n"));
        await AssertIdleAsync(session.Id, cancellationToken);
        Assert.That(await Client.Session.WatchTurnAsync(session.Id, null, cancellationToken).LastAsync(cancellationToken), Is.InstanceOf<PromptAborted>());
    }

    [Test]
    public async Task A_summary_is_streamed(CancellationToken cancellationToken)
    {
        var session = await NewAsync(cancellationToken);
        await Client.Session.RunAsync(session.Id, "something to summarize", null, cancellationToken);
        var updates = await Client.Session.SummarizeStreamingAsync(session.Id, SessionSummarizeRequest.For(PromptModel.Parse(DemoModel.Name)), null, cancellationToken).ToListAsync(cancellationToken);
        var completed = (PromptCompleted)updates[^1];
        Assert.That(completed.Message.Summary, Is.True);
        Assert.That(Joined(updates), Is.EqualTo(completed.Result.Text).And.Not.Empty);
    }

    [Test]
    public async Task Another_process_attaches_to_a_turn_and_goes_on(CancellationToken cancellationToken)
    {
        var mayFinish = new TaskCompletionSource();
        LiveServer.Scripts.Answer("a turn to attach to", _ => Halves(mayFinish.Task));
        var session = await NewAsync(cancellationToken);
        string? saved = null;
        var options = new TurnOptions
        {
            OnStarted = (handle, _) =>
            {
                saved = JsonSerializer.Serialize(handle, ReviewJson.Default.TurnHandle);
                return Task.CompletedTask;
            },
        };
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, "a turn to attach to", options, cancellationToken))
        {
            if (update is PromptTextDelta)
            {
                break;
            }
        }

        using var other = new OpenCodeClient(LiveServer.Server.ClientOptions);
        var handle = JsonSerializer.Deserialize(saved!, ReviewJson.Default.TurnHandle)!;
        var watching = other.Session.WatchTurnAsync(handle, null, cancellationToken).ToListAsync(cancellationToken);
        mayFinish.SetResult();
        var updates = await watching;
        Assert.That(Joined(updates), Is.EqualTo("Half full."));
        Assert.That(((PromptCompleted)updates[^1]).Result.Handle!.MessageId, Is.EqualTo(handle.MessageId));
        Assert.That(Joined(await other.Session.WatchTurnAsync(handle, null, cancellationToken).ToListAsync(cancellationToken)), Is.EqualTo("Half full."), "of a turn that has ended as well");
        await Failure.OfAsync<OpenCodeApiException>(async () => await other.Session.WatchTurnAsync(handle with { MessageId = "msg_none" }, null, cancellationToken).LastAsync(cancellationToken));
    }

    [Test]
    public async Task A_prompt_with_an_identifier_is_sent_once(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("only once", new DemoText("Once."));
        var session = await NewAsync(cancellationToken);
        var request = new SessionPromptRequest { MessageId = "msg_000000000001IdempotentPrompt", Parts = [new TextPartInput { Text = "only once" }] };
        Assert.That((await Client.Session.RunAsync(session.Id, request, null, cancellationToken)).Text, Is.EqualTo("Once."));
        Assert.That((await Client.Session.RunAsync(session.Id, request, null, cancellationToken)).Text, Is.EqualTo("Once."));
        Assert.That(await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_session_is_waited_for_and_stopped(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("work until stopped", request => Endless(request, cancellationToken));
        LiveServer.Scripts.Answer("work until done", new DemoText("Done."));
        var session = await NewAsync(cancellationToken);
        await Client.Session.StartPromptAsync(session.Id, "work until done", cancellationToken);
        await Client.Session.WaitForIdleAsync(session.Id, cancellationToken);
        Assert.That((await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken))[^1].Text, Is.EqualTo("Done."));
        await Client.Session.StartPromptAsync(session.Id, "work until stopped", cancellationToken);
        var waiting = Client.Session.WaitForIdleAsync(session.Id, cancellationToken);
        await foreach (var update in Client.Session.WatchTurnAsync(session.Id, null, cancellationToken))
        {
            if (update is PromptTextDelta)
            {
                break;
            }
        }

        Assert.That(waiting.IsCompleted, Is.False);
        await Client.Session.StopAsync(session.Id, cancellationToken: cancellationToken);
        await AssertIdleAsync(session.Id, cancellationToken);
        await waiting;
        await Failure.OfAsync<OpenCodeApiException>(() => Client.Session.WaitForIdleAsync("ses_none", cancellationToken));
    }

    [Test]
    public async Task A_deleted_session_ends_its_turn(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("delete me meanwhile", request => Endless(request, cancellationToken));
        var session = await NewAsync(cancellationToken);
        PromptUpdate? last = null;
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, "delete me meanwhile", null, cancellationToken))
        {
            if (last is null && update is PromptTextDelta)
            {
                await Client.Session.DeleteAsync(session.Id, cancellationToken);
            }

            last = update;
        }

        Assert.That(((PromptFailed)last!).Reason, Is.EqualTo($"The session {session.Id} has been deleted."));
    }

    [Test]
    public async Task T12_a_session_larger_than_a_response_may_be_is_read_in_pages(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("prompt in a big session", request => Words());
        var session = await NewAsync(cancellationToken);
        foreach (var i in Enumerable.Range(0, 3))
        {
            var file = FilePartInput.FromBytes(new byte[1_000_000], "application/pdf", $"{i}.pdf");
            await Client.Session.PromptAsync(session.Id, new() { NoReply = true, Parts = [new TextPartInput { Text = "read this" }, file] }, cancellationToken);
        }

        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        proxy.Plan(Fault.CutAfter(4_000), Fault.CutAfter(6_000));
        using var client = new OpenCodeClient(LiveServer.Server.ClientOptions with
        {
            BaseUrl = proxy.Url,
            MaxResponseBytes = 2_000_000,
            EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(10) },
        });
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken));
        var updates = await client.Session.PromptStreamingAsync(session.Id, "prompt in a big session", null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(Joined(updates), Is.EqualTo(string.Concat(Enumerable.Range(0, 50).Select(i => $"word{i} "))));
        Assert.That(proxy.Streams, Is.GreaterThan(1), "there were cuts");
    }

    [Test]
    public async Task A_prompt_that_the_server_merges_says_so(CancellationToken cancellationToken)
    {
        var mayFinish = new TaskCompletionSource();
        LiveServer.Scripts.Answer("merge one", _ => Halves(mayFinish.Task));
        var session = await NewAsync(cancellationToken);
        var ends = new List<Task<PromptUpdate>>();
        foreach (var prompt in new[] { "merge one", "merge two", "merge three" })
        {
            var taken = new TaskCompletionSource();
            var options = new TurnOptions
            {
                OnStarted = (_, _) =>
                {
                    taken.TrySetResult();
                    return Task.CompletedTask;
                },
            };
            ends.Add(Client.Session.PromptStreamingAsync(session.Id, prompt, options, cancellationToken).LastAsync(cancellationToken).AsTask());
            await taken.Task.WaitAsync(cancellationToken);
        }

        mayFinish.SetResult();
        var all = await Task.WhenAll(ends);
        Assert.That(all.Select(e => e.GetType()), Is.EqualTo([typeof(PromptCompleted), typeof(PromptMerged), typeof(PromptCompleted)]));
        Assert.That(((PromptMerged)all[1]).Into.MessageId, Is.EqualTo(((PromptCompleted)all[2]).Result.Handle!.MessageId));
    }

    private static Task<Session> NewAsync(CancellationToken cancellationToken) => Client.Session.CreateAsync(cancellationToken: cancellationToken);

    private static async Task AssertIdleAsync(string sessionId, CancellationToken cancellationToken) =>
        Assert.That((await Client.Session.StatusAsync(cancellationToken)).ContainsKey(sessionId), Is.False, $"{sessionId} is idle");

    private static string Joined(IEnumerable<PromptUpdate> updates) => string.Concat(updates.OfType<PromptTextDelta>().Select(d => d.Text));

    private static void Script(string prompt, DemoToolCall call, string answer) => LiveServer.Scripts.Answer(prompt, request =>
        request.FollowsTool ? new DemoText(answer) : call);

    private static IAsyncEnumerable<DemoChunk> Words() => Enumerable.Range(0, 50).Select(i => (DemoChunk)new DemoText($"word{i} ")).ToAsyncEnumerable();

    private static async IAsyncEnumerable<DemoChunk> Halves(Task mayFinish)
    {
        yield return new DemoText("Half ");
        yield return new DemoText("full");
        await mayFinish;
        yield return new DemoText(".");
    }

    private static async IAsyncEnumerable<DemoChunk> Endless(DemoRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new DemoText("It begins ");
        yield return new DemoText($"and goes on {request.Prompt.Length}");
        await cancellationToken.UntilCanceledAsync();
    }

    /// <summary>An answer that a program asks for.</summary>
    internal sealed record Review(string Title, int Score);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Review))]
    [JsonSerializable(typeof(int[]))]
    [JsonSerializable(typeof(TurnHandle))]
    internal sealed partial class ReviewJson : JsonSerializerContext;
}
