using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Tools.ToolScripts;

namespace OpenCode.ContractTests.Tools;

/// <summary>The agent of a live server calls C# functions.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ToolCallTests
{
    private static readonly byte[] s_image = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Test]
    public async Task The_model_calls_a_function_by_the_name_that_is_shown(CancellationToken cancellationToken)
    {
        await using var tools = await AddAsync("shop", cancellationToken, Function("Get.Order", (int id) => $"Order {id} is on its way."));
        Assert.That(tools.State, Is.EqualTo(OpenCodeToolsState.Connected));
        Assert.That(tools.Names, Is.EqualTo(["shop_Get_Order"]));
        Call("where is order 17", tools.Names[0], """{"id":17}""");
        var turn = await RunAsync("where is order 17", cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Order 17 is on its way."));
        Assert.That(turn.Tools.Single().Tool, Is.EqualTo("shop_Get_Order"));
    }

    [Test]
    public async Task Objects_are_told_as_json_and_lists_of_content_as_text_and_attachments(CancellationToken cancellationToken)
    {
        await using var tools = await AddAsync(
            "shape",
            cancellationToken,
            Function("Object", () => new Order(7, "a \"lamp\" for 5 €")),
            Function("Json", () => JsonElement.Parse("""{"b":[1,{"c":null}]}""")),
            Function("Contents", () => new List<AIContent> { new TextContent("One"), new DataContent(s_image, "image/png"), new TextContent("Two") }),
            Function("Pdf", () => new DataContent("%PDF-1.4"u8.ToArray(), "application/pdf")),
            Function("Nothing", () => { }));
        var texts = new Dictionary<string, ToolStateCompleted>();
        foreach (var name in tools.Names)
        {
            Call($"show me {name}!", name, "{}");
            texts[name] = (ToolStateCompleted)(await RunAsync($"show me {name}!", cancellationToken)).Tools.Single().State;
        }

        Assert.That(JsonElement.DeepEquals(JsonElement.Parse(texts["shape_Object"].Output), JsonElement.Parse("""{"id":7,"item":"a \"lamp\" for 5 €"}""")), texts["shape_Object"].Output);
        Assert.That(texts["shape_Json"].Output, Is.EqualTo("""{"b":[1,{"c":null}]}"""));
        Assert.That(texts["shape_Contents"].Output, Is.EqualTo("One\n\nTwo"));
        Assert.That(texts["shape_Contents"].Attachments!.Single().Mime, Is.EqualTo("image/png"));
        Assert.That(texts["shape_Pdf"].Attachments!.Single().Mime, Is.EqualTo("application/pdf"));
        Assert.That(texts["shape_Nothing"].Output, Is.Empty);
    }

    [Test]
    public async Task The_model_is_told_what_a_function_wants_it_to_know_and_nothing_else(CancellationToken cancellationToken)
    {
        await using var tools = await AddAsync(
            "fail",
            cancellationToken,
            Function("Told", string (int id) => throw new OpenCodeToolException($"There is no order {id}.")),
            Function("Secret", string () => throw new InvalidOperationException("The password is hunter2.")));
        Assert.That(await ErrorOfAsync("fail_Told", """{"id":17}"""), Is.EqualTo("There is no order 17."));
        Assert.That(await ErrorOfAsync("fail_Told", "{}"), Is.EqualTo("Missing arguments: 'id'."));
        Assert.That(await ErrorOfAsync("fail_Told", """{"id":"many"}"""), Is.EqualTo("Wrong arguments: 'id' must be of type integer, but is of type string."));
        Assert.That(await ErrorOfAsync("fail_Secret", "{}"), Is.EqualTo("The tool failed."));

        async Task<string> ErrorOfAsync(string tool, string arguments)
        {
            Call($"call {tool} {arguments}", tool, arguments);
            return ((ToolStateError)(await RunAsync($"call {tool} {arguments}", cancellationToken)).Tools.Single().State).Error;
        }
    }

    [Test]
    public async Task A_function_runs_longer_than_the_server_waits_because_it_shows_life(CancellationToken cancellationToken)
    {
        var options = new OpenCodeToolsOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(100), ServerTimeout = TimeSpan.FromSeconds(4) };
        var clock = new System.Diagnostics.Stopwatch();
        await using var tools = await Client.AddToolsAsync("slow", [Function("Wait", WaitAsync)], options, cancellationToken);
        Call("take your time", "slow_Wait", "{}");
        Assert.That((await RunAsync("take your time", cancellationToken)).Text, Is.EqualTo("Done."));

        async Task<string> WaitAsync(ToolCallContext call, CancellationToken cancellation)
        {
            clock.Start();
            await call.ReportProgressAsync(1, 2, "Half of it", cancellation);
            await Poll.UntilAsync(() => clock.Elapsed > 1.2 * options.ServerTimeout, cancellation);
            return "Done.";
        }
    }

    [Test]
    public async Task Stopping_the_agent_cancels_the_function(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var canceled = new TaskCompletionSource();
        await using var tools = await AddAsync("stop", cancellationToken, Function("Endless", EndlessAsync));
        Call("never end", "stop_Endless", "{}");
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await Client.Session.StartPromptAsync(session.Id, "never end", cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        await Client.Session.StopAsync(session.Id, cancellationToken: cancellationToken);
        await canceled.Task.WaitAsync(cancellationToken);

        async Task EndlessAsync(CancellationToken cancellation)
        {
            using var registration = cancellation.Register(canceled.SetResult);
            started.SetResult();
            await cancellation.UntilCanceledAsync();
        }
    }

    [Test]
    public async Task Permissions_apply_by_the_name_that_is_shown(CancellationToken cancellationToken)
    {
        var calls = 0;
        await using var tools = await AddAsync("asked", cancellationToken, Function("Pay", () => Interlocked.Increment(ref calls)));
        var asked = new List<string>();
        Call("pay the bill", "asked_Pay", "{}");
        var session = await Client.Session.CreateAsync(new() { Permission = [tools.ToPermissionRule(PermissionAction.Ask)] }, cancellationToken);
        var options = new TurnOptions
        {
            OnPermission = (request, _) =>
            {
                asked.Add(request.Permission);
                return Task.FromResult(asked.Count == 1 ? PermissionDecision.Reject("not now") : PermissionDecision.AllowOnce);
            },
        };
        await Client.Session.RunAsync(session.Id, "pay the bill", options, cancellationToken);
        Assert.That((calls, asked.Single()), Is.EqualTo((0, "asked_Pay")));
        await Client.Session.RunAsync(session.Id, "pay the bill", options, cancellationToken);
        Assert.That((calls, asked.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task A_session_a_prompt_and_a_directory_can_be_without_the_tools(CancellationToken cancellationToken)
    {
        var seen = new List<bool>();
        LiveServer.Scripts.Answer("which tools are there", request =>
        {
            seen.Add(request.ToolNames.Contains("here_Tool"));
            return Chunks(new DemoText("Some."));
        });
        await using var tools = await AddAsync("here", cancellationToken, Function("Tool", () => "Here."));
        await RunAsync("which tools are there", cancellationToken);
        await RunAsync("which tools are there", cancellationToken, session: new() { Permission = [tools.ToPermissionRule(PermissionAction.Deny)] });
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await Client.Session.RunAsync(
            session.Id,
            new SessionPromptRequest { Parts = [new TextPartInput { Text = "which tools are there" }], Tools = new Dictionary<string, bool> { ["here_*"] = false } },
            null,
            cancellationToken);
        await Client.Session.RunAsync(session.Id, "which tools are there", null, cancellationToken);
        var elsewhere = Client.In(Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "elsewhere")).FullName);
        await RunAsync("which tools are there", cancellationToken, elsewhere);
        Assert.That(seen, Is.EqualTo([true, false, false, false, false]), "the rule of a prompt becomes one of its session");
    }

    [Test]
    public async Task Only_some_sessions_have_the_tools_if_the_configuration_denies_them(CancellationToken cancellationToken)
    {
        var seen = new List<bool>();
        LiveServer.Scripts.Answer("which tools may I use", request =>
        {
            seen.Add(request.ToolNames.Contains("some_Tool"));
            return Chunks(new DemoText("Some."));
        });
        var folder = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "some"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "opencode.json"), """{"permission":{"some_*":"deny"}}""", cancellationToken);
        var client = Client.In(folder.FullName);
        await using var tools = await client.AddToolsAsync("some", [Function("Tool", () => "x")], cancellationToken: cancellationToken);
        await RunAsync("which tools may I use", cancellationToken, client);
        await RunAsync("which tools may I use", cancellationToken, client, new() { Permission = [tools.ToPermissionRule(PermissionAction.Allow)] });
        Assert.That(seen, Is.EqualTo([false, true]));
    }

    [Test]
    public async Task Tools_come_and_go_while_they_are_in_use(CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        LiveServer.Scripts.Answer("what can you do now", request =>
        {
            seen.Add(string.Join(" ", request.ToolNames.Where(name => name.StartsWith("moving_", StringComparison.Ordinal))));
            return Chunks(new DemoText("A lot."));
        });
        await using var tools = await AddAsync("moving", cancellationToken);
        await RunAsync("what can you do now", cancellationToken);
        await tools.AddAsync([Function("b", () => "B"), Function("a", () => "A")], cancellationToken);
        await RunAsync("what can you do now", cancellationToken);
        await tools.AddAsync(Function("c", () => "C"), cancellationToken);
        Assert.That(await tools.RemoveAsync("b", cancellationToken), Is.True);
        Assert.That(await tools.RemoveAsync("b", cancellationToken), Is.False);
        await RunAsync("what can you do now", cancellationToken);
        Assert.That(seen, Is.EqualTo(["", "moving_a moving_b", "moving_a moving_c"]));
    }

    [Test]
    public async Task A_function_finds_the_call_that_it_runs_for_unless_there_are_two_like_it(CancellationToken cancellationToken)
    {
        var arrived = new Arrivals();
        await using var tools = await AddAsync("who", cancellationToken, Function("Asks", AskAsync));
        LiveServer.Scripts.Answer("who asks", request => Chunks(request.FollowsTool ? new DemoText(request.ToolResults[^1]) : new DemoToolCall("who_Asks", request.Prompt["who asks".Length..])));
        var alone = await RunAsync("""who asks{"group":"one","size":1}""", cancellationToken);
        var origin = alone.Tools.Single();
        Assert.That(alone.Text, Is.EqualTo($"{origin.SessionId} {origin.MessageId} {origin.CallId}"));

        var different = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => RunAsync($$"""who asks{"group":"different","size":3,"number":{{i}}}""", cancellationToken)));
        Assert.That(different.Select(turn => turn.Text.Split(' ')[0]), Is.EqualTo(different.Select(turn => turn.SessionId)));

        var alike = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RunAsync("""who asks{"group":"alike","size":2}""", cancellationToken)));
        Assert.That(alike.Select(turn => turn.Text), Is.All.EqualTo("Nobody knows."));

        async Task<string> AskAsync(string group, int size, ToolCallContext call, CancellationToken cancellation, int? number = null)
        {
            Assert.That(call.Arguments.TryGetProperty("number", out _), Is.EqualTo(number is not null));
            await arrived.WaitAsync(group, size, cancellation);
            var found = await call.FindOriginAsync(cancellation);
            await arrived.WaitAsync($"{group}, found", size, cancellation);
            return found is null ? "Nobody knows." : $"{found.SessionId} {found.MessageId} {found.CallId}";
        }
    }

    [Test]
    public async Task The_model_is_told_about_the_tools_together(CancellationToken cancellationToken)
    {
        var told = "";
        LiveServer.Scripts.Answer("what were you told", request =>
        {
            told = request.Body.GetProperty("messages")[0].GetRawText();
            return Chunks(new DemoText("This and that."));
        });
        await using var tools = await Client.AddToolsAsync("told", [Function("Tool", () => "x")], new() { Instructions = "Ask the told tools about lamps." }, cancellationToken);
        await RunAsync("what were you told", cancellationToken);
        Assert.That(told, Does.Contain("Ask the told tools about lamps."));
    }

    private static Task<OpenCodeTools> AddAsync(string name, CancellationToken cancellationToken, params AIFunction[] functions) =>
        Client.AddToolsAsync(name, functions, cancellationToken: cancellationToken);
}
