using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Prompts that are watched, on a server that works and over connections that do not.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PromptStreamTests
{
    private const string Poem = "One \u2603, two  \u2603\u2603,\n\n three \U0001F642 and done.";

    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Text_and_reasoning_come_as_they_are_made_and_add_up(CancellationToken cancellationToken)
    {
        var mayFinish = new TaskCompletionSource();
        LiveServer.Scripts.Answer("stream and think", _ => ThinkAsync(mayFinish.Task));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var updates = new List<PromptUpdate>();
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, Text("stream and think"), null, cancellationToken))
        {
            updates.Add(update);
            if (update is PromptTextDelta)
            {
                // The model goes on only once its first word has arrived here.
                mayFinish.TrySetResult();
            }
        }

        Assert.That(Joined(updates), Is.EqualTo("Hello world."));
        Assert.That(string.Concat(updates.OfType<PromptReasoningDelta>().Select(d => d.Text)), Is.EqualTo("Let me see."));
        var completed = (PromptCompleted)updates[^1];
        Assert.That(completed.Parts.OfType<TextPart>().Single().Text, Is.EqualTo("Hello world."));
        Assert.That(completed.Parts.OfType<ReasoningPart>().Single().Text, Is.EqualTo("Let me see."));
        Assert.That(completed.Message.Finish, Is.EqualTo("stop"));
    }

    [Test]
    public async Task A_handler_answers_what_a_tool_asks(CancellationToken cancellationToken)
    {
        Script("streamed command", new DemoToolCall("bash", """{"command":"echo streamed","description":"Says something"}"""), "It ran.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var options = new TurnOptions { OnPermission = (request, _) => Task.FromResult(request.Permission == "bash" ? PermissionDecision.AllowOnce : default) };
        var updates = await Client.Session.PromptStreamingAsync(session.Id, Text("streamed command"), options, cancellationToken).ToListAsync(cancellationToken);
        var asked = updates.OfType<PromptPermissionAsked>().Single();
        Assert.That(asked.Request.Patterns, Is.EqualTo(["echo streamed"]));
        Assert.That(asked.IsHandled, Is.True);
        var states = updates.OfType<PromptToolChanged>().Select(t => t.Part.State.Status).ToList();
        Assert.That(states, Is.EqualTo(states.OrderBy(s => s switch { "pending" => 0, "running" => 1, _ => 2 })));
        Assert.That(((ToolStateCompleted)updates.OfType<PromptToolChanged>().Last().Part.State).Output, Does.Contain("streamed"));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(Joined(updates), Is.EqualTo("It ran."));
    }

    [Test]
    public async Task An_ask_that_nobody_handles_is_reported_at_once(CancellationToken cancellationToken)
    {
        Script("lonely command", new DemoToolCall("bash", """{"command":"echo lonely","description":"Says something"}"""), "It ran.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var updates = new List<PromptUpdate>();
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, Text("lonely command"), null, cancellationToken))
        {
            updates.Add(update);
            if (update is PromptPermissionAsked { IsHandled: false, Request: var request })
            {
                await Client.Permission.ReplyAsync(request.Id, new() { Reply = PermissionReply.Once }, cancellationToken);
            }
        }

        Assert.That(updates.OfType<PromptPermissionAsked>().Count(), Is.EqualTo(1));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [TestCase(PermissionPolicy.AllowOnce, "completed", typeof(PromptCompleted))]
    [TestCase(PermissionPolicy.Reject, "error", typeof(PromptRejected))]
    [TestCase(PermissionPolicy.RejectAndContinue, "error", typeof(PromptCompleted))]
    public async Task A_policy_answers_what_no_handler_does(PermissionPolicy policy, string expected, Type end, CancellationToken cancellationToken)
    {
        Script($"command by policy {policy}", new DemoToolCall("bash", """{"command":"echo policy","description":"Says something"}"""), "It ran.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var updates = await Client.Session.PromptStreamingAsync(session.Id, Text($"command by policy {policy}"), new() { PermissionPolicy = policy }, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates.OfType<PromptToolChanged>().Last().Part.State.Status, Is.EqualTo(expected));
        Assert.That(updates[^1], Is.InstanceOf(end));
    }

    [Test]
    public async Task A_handler_that_fails_ends_the_stream(CancellationToken cancellationToken)
    {
        Script("command with a broken handler", new DemoToolCall("bash", """{"command":"echo no","description":"Says something"}"""), "It ran.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var options = new TurnOptions { OnPermission = (_, _) => throw new InvalidOperationException("the handler's own") };
        var failure = await Failure.OfAsync<InvalidOperationException>(async () =>
            await Client.Session.PromptStreamingAsync(session.Id, Text("command with a broken handler"), options, cancellationToken).ToListAsync(cancellationToken));
        Assert.That(failure.Message, Is.EqualTo("the handler's own"));
        await Client.Session.AbortAsync(session.Id, cancellationToken);
    }

    [Test]
    public async Task A_question_is_answered_by_its_handler(CancellationToken cancellationToken)
    {
        Script("streamed question", new DemoToolCall("question", """{"questions":[{"question":"Which?","header":"Q","options":[{"label":"A","description":"a"},{"label":"B","description":"b"}]}]}"""), "Thanks.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var options = new TurnOptions
        {
            OnQuestion = (request, _) => Task.FromResult(QuestionDecision.Choose([.. request.Questions.Select(q => q.Options[1].Label)])),
        };
        var updates = await Client.Session.PromptStreamingAsync(session.Id, Text("streamed question"), options, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates.OfType<PromptQuestionAsked>().Single().IsHandled, Is.True);
        Assert.That(((ToolStateCompleted)updates.OfType<PromptToolChanged>().Last().Part.State).Output, Does.Contain("B"));
    }

    [Test]
    public async Task Edited_files_and_todos_are_reported(CancellationToken cancellationToken)
    {
        var file = Path.Combine(LiveServer.Project, "streamed.txt").Replace('\\', '/');
        Script("write a file", new DemoToolCall("write", $$"""{"filePath":"{{file}}","content":"new\n"}"""), "Written.");
        Script("make a list", new DemoToolCall("todowrite", """{"todos":[{"content":"rest","status":"pending","priority":"low"}]}"""), "Listed.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var written = await Client.Session.PromptStreamingAsync(session.Id, Text("write a file"), null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(written.OfType<PromptFileEdited>().Select(e => e.File), Does.Contain(file));
        var listed = await Client.Session.PromptStreamingAsync(session.Id, Text("make a list"), null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(listed.OfType<PromptTodosChanged>().Single().Todos.Single().Content, Is.EqualTo("rest"));
        Assert.That(Joined(listed), Is.EqualTo("Listed."), "of the second prompt only");
    }

    [Test]
    public async Task A_bad_model_and_a_bad_agent_are_errors_and_not_silence(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var badAgent = await LastAsync(session, Text("hello") with { Agent = "nobody" }, cancellationToken);
        Assert.That(badAgent.Reason, Does.StartWith("Agent not found: \"nobody\"."));
        var badModel = await LastAsync(session, Text("hello") with { Model = new() { ProviderId = "demo", ModelId = "none" } }, cancellationToken);
        Assert.That(badModel.Reason, Does.StartWith("Model not found: demo/none."));
        Assert.That(badModel.Error, Is.InstanceOf<UnclassifiedError>());
        var good = await Client.Session.PromptStreamingAsync(session.Id, Text("hello") with { Model = new() { ProviderId = "demo", ModelId = "scripted" } }, null, cancellationToken).LastAsync(cancellationToken);
        Assert.That(good, Is.InstanceOf<PromptCompleted>(), "the session is of use again");
    }

    [Test]
    public async Task A_failure_of_the_model_is_in_its_own_words_and_its_retries_are_seen(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("refuse this", new DemoFailure(400, "the model says no"));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That((await LastAsync(session, Text("refuse this"), cancellationToken)).Reason, Is.EqualTo("the model says no"));

        var attempts = 0;
        LiveServer.Scripts.Answer("busy at first", _ => attempts++ == 0 ? new DemoFailure(503, "overloaded") : new DemoText("Now."));
        var updates = await Client.Session.PromptStreamingAsync(session.Id, Text("busy at first"), null, cancellationToken).ToListAsync(cancellationToken);
        var retrying = updates.OfType<PromptRetrying>().First();
        Assert.That(retrying.Attempt, Is.EqualTo(1));
        Assert.That(retrying.Message, Does.Contain("overloaded"));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [Test]
    public async Task Cancelling_stops_the_agent_too(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("never finish", request => Endless(request, cancellationToken));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var events = Client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failure = await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, Text("never finish"), null, source.Token))
            {
                if (update is PromptTextDelta)
                {
                    await source.CancelAsync();
                }
            }
        });
        Assert.That(failure.CancellationToken, Is.EqualTo(source.Token));
        while (await events.MoveNextAsync() && events.Current is not SessionIdleEvent { Properties.SessionId: var idle } || ((SessionIdleEvent)events.Current).SessionId != session.Id)
        {
        }

        Assert.That((await Client.Session.StatusAsync(cancellationToken)).ContainsKey(session.Id), Is.False);
    }

    [Test]
    public async Task Bad_input_is_refused_before_anything_is_sent()
    {
        using var client = new OpenCodeClient(new Uri("http://127.0.0.1:1"));
        Assert.Throws<ArgumentException>(() => client.Session.PromptStreamingAsync("ses_1", new() { Parts = [] }));
        Assert.Throws<ArgumentException>(() => client.Session.PromptStreamingAsync("ses_1", Text("x") with { NoReply = true }));
        Assert.Throws<ArgumentException>(() => client.Session.PromptStreamingAsync("", Text("x")));
        await Failure.OfAsync<OpenCodeConnectionException>(async () => await client.With(new() { MaxRetries = 0 }).Session.PromptStreamingAsync("ses_1", Text("x")).FirstAsync());
    }

    private static readonly Fault[] s_faults =
    [
        Fault.CutAfter(2_000), Fault.CutAfter(4_500), Fault.HalfCloseAfter(5_000), Fault.StallAfter(5_500), Fault.CutAfter(6_000), Fault.CutAfter(6_500), Fault.CutAfter(7_000),
        new() { SplitsEveryByte = true }, new() { Garbage = "<html>\n\n" },
    ];

    [TestCaseSource(nameof(s_faults))]
    public async Task Whatever_becomes_of_the_connection_the_text_is_whole(Fault fault, CancellationToken cancellationToken)
    {
        var prompt = $"a poem in spite of {fault}";
        LiveServer.Scripts.Answer(prompt, _ => Words());
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        proxy.Plan(fault, Fault.Answer(503));
        using var client = LiveServer.ClientThrough(proxy, fault);
        var updates = await client.Session.PromptStreamingAsync(session.Id, Text(prompt), null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(Joined(updates), Is.EqualTo(Poem));
        Assert.That(((PromptCompleted)updates[^1]).Parts.OfType<TextPart>().Single().Text, Is.EqualTo(Poem));
        await proxy.WhenOpenAsync(0, cancellationToken);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_slow_reader_gets_everything(bool throughHub, CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("more than anybody reads", _ => Enumerable.Range(0, 3_000).Select(i => (DemoChunk)new DemoText($"word{i} ")).ToAsyncEnumerable());
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var others = Client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await others.MoveNextAsync();
        await using var hub = Client.CreateEventHub();
        var updates = new List<PromptUpdate>();
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, Text("more than anybody reads"), new() { Hub = throughHub ? hub : null }, cancellationToken))
        {
            // The reader is held up until the server is done.
            while (updates.Count == 0 && (!await others.MoveNextAsync() || others.Current is not SessionIdleEvent || others.Current.SessionId != session.Id))
            {
            }

            updates.Add(update);
        }

        Assert.That(Joined(updates), Is.EqualTo(string.Concat(Enumerable.Range(0, 3_000).Select(i => $"word{i} "))));
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [Test]
    public async Task Twenty_prompts_share_one_stream(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("one of many", _ => Words());
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        using var client = LiveServer.ClientThrough(proxy);
        await using var hub = client.CreateEventHub();
        var prompts = Enumerable.Range(0, 20).Select(async _ =>
        {
            var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
            return await client.Session.PromptStreamingAsync(session.Id, Text("one of many"), new() { Hub = hub }, cancellationToken).ToListAsync(cancellationToken);
        });
        foreach (var updates in await Task.WhenAll(prompts))
        {
            Assert.That(Joined(updates), Is.EqualTo(Poem));
        }

        Assert.That(proxy.Streams, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_is_killed_during_a_prompt_and_restarted_is_no_endless_wait(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("survive this", request => Endless(request, cancellationToken));
        var options = LiveServer.Options() with { Password = "restart-1234" };
        await using var first = await OpenCodeServer.StartAsync(options, cancellationToken);
        using var client = first.CreateClient(new() { EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) } });
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        OpenCodeServer? second = null;
        PromptUpdate? last = null;
        await foreach (var update in client.Session.PromptStreamingAsync(session.Id, Text("survive this"), null, cancellationToken))
        {
            last = update;
            if (update is PromptTextDelta && second is null)
            {
                await first.StopAsync(cancellationToken);
                second = await OpenCodeServer.StartAsync(options with { Port = first.Url.Port }, cancellationToken);
            }
        }

        await second!.DisposeAsync();
        Assert.That(last, Is.InstanceOf<PromptFailed>());
        Assert.That(((PromptFailed)last!).Reason, Is.EqualTo("The server stopped before the response was complete. It may have been restarted."));
    }

    [Test]
    public async Task A_watch_answers_permissions_that_waited_already(CancellationToken cancellationToken)
    {
        Script("watched command", new DemoToolCall("bash", """{"command":"echo watched","description":"Says something"}"""), "It ran.");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? watching = null;
        await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, Text("watched command"), null, cancellationToken))
        {
            if (update is PromptPermissionAsked)
            {
                watching = Client.Permission.WatchAsync((request, _) => Task.FromResult(request.SessionId == session.Id ? PermissionDecision.AllowOnce : default), PermissionPolicy.Ask, stop.Token);
            }
        }

        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => watching!);
    }

    private static SessionPromptRequest Text(string text) => new() { Parts = [new TextPartInput { Text = text }] };

    private static string Joined(IEnumerable<PromptUpdate> updates) => string.Concat(updates.OfType<PromptTextDelta>().Select(d => d.Text));

    private static async Task<PromptFailed> LastAsync(Session session, SessionPromptRequest request, CancellationToken cancellationToken) =>
        (PromptFailed)await Client.Session.PromptStreamingAsync(session.Id, request, null, cancellationToken).LastAsync(cancellationToken);

    private static void Script(string prompt, DemoToolCall call, string answer) => LiveServer.Scripts.Answer(prompt, request =>
        request.FollowsTool ? new DemoText(answer) : call);

    private static async IAsyncEnumerable<DemoChunk> ThinkAsync(Task mayFinish)
    {
        yield return new DemoReasoning("Let me ");
        yield return new DemoReasoning("see.");
        yield return new DemoText("Hello");
        yield return new DemoText(" ");
        await mayFinish;
        yield return new DemoText("world.");
    }

    private static IAsyncEnumerable<DemoChunk> Words() => Poem.EnumerateRunes().Select(rune => (DemoChunk)new DemoText(rune.ToString())).ToAsyncEnumerable();

    private static async IAsyncEnumerable<DemoChunk> Endless(DemoRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new DemoText(request.HasTools ? "It begins " : "A title");
        yield return new DemoText("and goes on");
        await cancellationToken.UntilCanceledAsync();
    }
}
