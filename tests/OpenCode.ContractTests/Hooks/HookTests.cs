using System.Collections.Concurrent;
using System.Text.Json;
using OpenCode.ContractTests.Tools;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Hooks;

/// <summary>Hooks of this process in a live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookTests
{
    [Test]
    public async Task A_tool_runs_or_runs_with_other_arguments_or_does_not_run(CancellationToken cancellationToken)
    {
        var calls = new ConcurrentQueue<BeforeToolContext>();
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            BeforeTool = (call, _) =>
            {
                calls.Enqueue(call);
                var command = call.Arguments.GetProperty("command").GetString()!;
                return Task.FromResult(command switch
                {
                    "echo refused" => BeforeToolDecision.Refuse("Not \"this\" one.\nNever."),
                    "echo first" => BeforeToolDecision.Replace(JsonElement.Parse(HookedProject.Command("echo second"))),
                    _ => BeforeToolDecision.Continue,
                });
            },
        });
        Assert.That((await project.RunCommandAsync("echo hello", cancellationToken)).Text, Does.StartWith("hello"));
        var replaced = await project.RunCommandAsync("echo first", cancellationToken);
        Assert.That(replaced.Text, Does.StartWith("second"));
        var refused = await project.RunCommandAsync("echo refused", cancellationToken);
        var call = refused.Tools.Single();
        Assert.That(((ToolStateError)call.State).Error, Is.EqualTo("Not \"this\" one.\nNever."));
        Assert.That(refused.Text, Does.Contain("Not \"this\" one.\nNever."), "the model learns the reason");
        var last = calls.Last();
        Assert.That((last.Tool, last.SessionId, last.CallId), Is.EqualTo(("bash", call.SessionId, call.CallId)));
    }

    [Test]
    public async Task An_output_is_passed_on_or_replaced_or_withheld(CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            AfterTool = (result, _) => Task.FromResult(
                result.Output.Contains("hunter2", StringComparison.Ordinal) ? AfterToolDecision.Replace(result.Output.Replace("hunter2", "***", StringComparison.Ordinal), "A title")
                : result.Output.Contains("secret", StringComparison.Ordinal) ? AfterToolDecision.Refuse("That is secret.")
                : AfterToolDecision.Continue),
        });
        Assert.That((await project.RunCommandAsync("echo hello", cancellationToken)).Text, Does.StartWith("hello"));
        var replaced = await project.RunCommandAsync("echo 'the password is hun'ter2", cancellationToken);
        Assert.That(replaced.Text, Does.StartWith("the password is ***"));
        var state = (ToolStateCompleted)replaced.Tools.Single().State;
        Assert.That((state.Title, state.Output), Is.EqualTo(("A title", replaced.Text)));
        Assert.That(state.Metadata.ToString(), Does.Not.Contain("is hunter2"), "not even the copy in the metadata");
        var withheld = await project.RunCommandAsync("echo 'sec'ret", cancellationToken);
        Assert.That(withheld.Text, Does.Contain("That is secret."));
        Assert.That(((ToolStateError)withheld.Tools.Single().State).Error, Is.EqualTo("That is secret."));
    }

    [Test]
    public async Task Functions_of_this_program_have_the_same_hooks(CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            BeforeTool = (call, _) => Task.FromResult(call.Arguments.GetProperty("id").GetInt32() switch
            {
                1 => BeforeToolDecision.Replace(JsonElement.Parse("""{"id":17}""")),
                2 => BeforeToolDecision.Refuse("There are no orders below 3."),
                _ => BeforeToolDecision.Continue,
            }),
            AfterTool = (result, _) => Task.FromResult(AfterToolDecision.Replace($"{result.Tool}: {result.Output}")),
        });
        await using var tools = await project.Client.AddToolsAsync("store", [ToolScripts.Function("Order", (int id) => $"Order {id} is on its way.")], cancellationToken: cancellationToken);
        Assert.That(await TextAsync(3), Is.EqualTo("store_Order: Order 3 is on its way."));
        Assert.That(await TextAsync(1), Is.EqualTo("store_Order: Order 17 is on its way."));
        Assert.That(await TextAsync(2), Does.Contain("There are no orders below 3."));

        async Task<string> TextAsync(int id) => (await project.CallAsync($"hooked order {id}", "store_Order", $$"""{"id":{{id}}}""", cancellationToken)).Text;
    }

    [Test]
    public async Task Tools_of_sub_agents_have_the_same_hooks(CancellationToken cancellationToken)
    {
        var sessions = new ConcurrentDictionary<string, string>();
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            BeforeTool = (call, _) =>
            {
                sessions[call.Tool] = call.SessionId;
                return Task.FromResult(call.Tool == "bash" ? BeforeToolDecision.Refuse("No shell for sub-agents.") : BeforeToolDecision.Continue);
            },
        });
        ToolScripts.Call("a sub-agent with a shell", "bash", HookedProject.Command("echo hello"));
        var turn = await project.CallAsync(
            "delegate the shell", "task", """{"description":"Delegate","prompt":"a sub-agent with a shell","subagent_type":"general"}""", cancellationToken);
        Assert.That(turn.Text, Does.Contain("No shell for sub-agents."));
        Assert.That(sessions["task"], Is.EqualTo(turn.SessionId));
        Assert.That(sessions["bash"], Is.Not.EqualTo(turn.SessionId));
    }

    [Test]
    public async Task A_prompt_is_passed_on_or_replaced_or_refused(CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            Prompt = (prompt, _) => Task.FromResult(prompt.Text switch
            {
                "say something else" => PromptDecision.Replace(prompt.Parts.Select(part => part is TextPart text ? text with { Text = "say this" } : part)),
                "say nothing" => PromptDecision.Refuse("Nothing is said here."),
                _ => PromptDecision.Continue,
            }),
        });
        LiveServer.Scripts.Answer("say this", new DemoText("This."));
        var session = await project.CreateSessionAsync(cancellationToken);
        Assert.That((await project.Client.Session.RunAsync(session.Id, "say this", null, cancellationToken)).Text, Is.EqualTo("This."));
        Assert.That((await project.Client.Session.RunAsync(session.Id, "say something else", null, cancellationToken)).Text, Is.EqualTo("This."));
        var before = await project.Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => project.Client.Session.RunAsync(session.Id, "say nothing", null, cancellationToken));
        Assert.That(failure.End.Reason, Does.Contain("Nothing is said here."));
        var after = await project.Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(after, Has.Count.EqualTo(before.Count), "nothing is stored");
    }

    [Test]
    public async Task A_permission_is_allowed_or_rejected_or_left_to_others(CancellationToken cancellationToken)
    {
        var left = new TaskCompletionSource();
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            Permission = async (asked, cancellation) =>
            {
                var command = asked.Request.Patterns[0];
                if (!command.Contains("wait", StringComparison.Ordinal))
                {
                    return command.Contains("allow", StringComparison.Ordinal) ? PermissionDecision.AllowOnce
                        : command.Contains("reject", StringComparison.Ordinal) ? PermissionDecision.Reject("Rather not.")
                        : PermissionDecision.None;
                }

                using var registration = cancellation.Register(left.SetResult);
                await cancellation.UntilCanceledAsync();
                return PermissionDecision.AllowOnce;
            },
        });
        Assert.That((await RunAsync("echo allow", null)).Text, Does.StartWith("allow"));
        Assert.That((await RunAsync("echo reject", null)).Text, Does.Contain("Rather not."));
        Assert.That((await RunAsync("echo none", _ => PermissionDecision.Reject("The user says no."))).Text, Does.Contain("The user says no."));
        Assert.That((await RunAsync("echo wait", _ => PermissionDecision.AllowOnce)).Text, Does.StartWith("wait"));
        await left.Task.WaitAsync(cancellationToken);

        async Task<TurnResult> RunAsync(string command, Func<PermissionRequest, PermissionDecision>? user)
        {
            var prompt = $"may I {command}";
            ToolScripts.Call(prompt, "bash", HookedProject.Command(command));
            var session = await project.CreateSessionAsync(cancellationToken, new PermissionRule { Permission = "bash", Pattern = "*", Action = PermissionAction.Ask });
            var options = new TurnOptions { PermissionPolicy = PermissionPolicy.Ask, OnPermission = user is null ? null : (request, _) => Task.FromResult(user(request)) };
            return await project.Client.Session.RunAsync(session.Id, prompt, options, cancellationToken);
        }
    }

    [Test]
    public async Task Events_arrive_in_their_order_and_only_those_that_are_wanted(CancellationToken cancellationToken)
    {
        var seen = new ConcurrentQueue<EventHookContext>();
        var idle = new TaskCompletionSource();
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            EventTypes = ["message.part.updated", "session.idle"],
            Event = (e, _) =>
            {
                seen.Enqueue(e);
                if (e.Event is SessionIdleEvent)
                {
                    idle.TrySetResult();
                }

                return Task.CompletedTask;
            },
        });
        LiveServer.Scripts.Answer("count for the hook", [.. Enumerable.Range(0, 20).Select(i => new DemoText($"{i} "))]);
        var session = await project.CreateSessionAsync(cancellationToken);
        var turn = await project.Client.Session.RunAsync(session.Id, "count for the hook", null, cancellationToken);
        await idle.Task.WaitAsync(cancellationToken);
        Assert.That(seen.Select(e => e.Event.SessionId), Is.All.EqualTo(session.Id));
        Assert.That(seen.Select(e => e.Directory).Distinct().Single(), Is.EqualTo(session.Directory));
        Assert.That(seen.Select(e => e.Event.Type).Distinct(), Is.EquivalentTo(["message.part.updated", "session.idle"]));
        var texts = seen.Select(e => e.Event).OfType<MessagePartUpdatedEvent>().Select(e => e.Properties.Part).OfType<TextPart>().Where(part => part.MessageId == turn.Message!.Id).ToList();
        Assert.That(texts.Select(part => part.Text.Length), Is.Ordered);
        Assert.That(texts[^1].Text, Is.EqualTo(turn.Text));
    }

    [Test]
    public async Task Stopping_the_agent_cancels_the_handler(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var canceled = new TaskCompletionSource();
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            BeforeToolPolicy = new() { Timeout = Timeout.InfiniteTimeSpan },
            BeforeTool = async (_, cancellation) =>
            {
                using var registration = cancellation.Register(canceled.SetResult);
                started.SetResult();
                await cancellation.UntilCanceledAsync();
                return BeforeToolDecision.Continue;
            },
        });
        ToolScripts.Call("hold on", "bash", HookedProject.Command("echo hello"));
        var session = await project.CreateSessionAsync(cancellationToken);
        await project.Client.Session.StartPromptAsync(session.Id, "hold on", cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        await project.Client.Session.StopAsync(session.Id, cancellationToken: cancellationToken);
        await canceled.Task.WaitAsync(cancellationToken);
    }

    [Test]
    public async Task Several_hooks_are_asked_one_after_the_other(CancellationToken cancellationToken)
    {
        var asked = new ConcurrentQueue<string>();
        await using var project = await HookedProject.StartAsync(cancellationToken, Hooks("first"), Hooks("second"));
        Assert.That((await project.RunCommandAsync("echo", cancellationToken)).Text, Does.StartWith("first second"));
        Assert.That(asked, Is.EqualTo(["first: echo", "second: echo first"]));
        asked.Clear();
        Assert.That((await project.RunCommandAsync("echo refuse", cancellationToken)).Text, Does.Contain("first refuses."));
        Assert.That(asked, Is.EqualTo(["first: echo refuse"]), "the first refusal decides");

        OpenCodeHooksOptions Hooks(string name) => new()
        {
            BeforeTool = (call, _) =>
            {
                var command = call.Arguments.GetProperty("command").GetString()!;
                asked.Enqueue($"{name}: {command}");
                return Task.FromResult(command.Contains("refuse", StringComparison.Ordinal)
                    ? BeforeToolDecision.Refuse($"{name} refuses.")
                    : BeforeToolDecision.Replace(JsonElement.Parse(HookedProject.Command($"{command} {name}"))));
            },
        };
    }

    [Test]
    public async Task A_server_without_the_plugin_is_noticed(CancellationToken cancellationToken)
    {
        await using var hooks = await OpenCodeHooks.StartAsync(
            new() { LoadTimeout = TimeSpan.FromMilliseconds(100), BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Continue) }, cancellationToken);
        var failure = await Failure.OfAsync<TimeoutException>(() => hooks.EnsureLoadedAsync(LiveServer.Client, cancellationToken));
        Assert.That(failure.Message, Does.StartWith($"The server did not load the hooks for {LiveServer.Project} within 0.1 seconds (LoadTimeout)."));
    }
}
