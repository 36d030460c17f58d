using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>Functions of the caller, with a host that only takes notes.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ToolTests
{
    private readonly List<string> _log = [];

    [Test]
    public async Task Functions_are_hosted_while_a_response_is_made([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        fake.Server.WhenPrompted(turn => turn.Then(_ => _log.Add("prompt")).Tool("mine_get_time", "{}", output: "noon").Tool("glob", "{}").Text("It is noon."));
        foreach (var _ in new int[2])
        {
            var response = await ConversationTests.Ask(fake.Chat, "Hi", With("get time", "other"), isStreamed, cancellationToken);
            Assert.That(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => (c.Name, c.InformationalOnly)), Is.EqualTo(new[] { ("get time", true), ("glob", true) }));
        }

        Assert.That(_log, Is.EqualTo(Enumerable.Repeat(new[] { "+mine[get time, other]", "prompt", "-mine" }, 2).SelectMany(l => l)));
    }

    /// <summary>Under their own names in the code, as OpenCodeNet.Extensions.Tools hosts them.</summary>
    [Test]
    public async Task Local_functions_are_recognized([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        fake.Server.WhenPrompted(turn => turn.Tool("mine_GetOrder", "{}", output: "a lamp").Tool("mine_Gr__e", "{}", output: "2").Text("A lamp."));
        AIFunction[] functions = [AIFunctionFactory.Create(GetOrder), AIFunctionFactory.Create(Größe)];
        var response = await ConversationTests.Ask(fake.Chat, "Hi", new() { Tools = [.. functions] }, isStreamed, cancellationToken);
        Assert.That(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name), Is.EqualTo(functions.Select(f => f.Name)));

        static string GetOrder() => "a lamp";
        static int Größe() => 2;
    }

    [Test]
    public async Task Functions_go_when_the_turn_fails([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        fake.Server.WhenPrompted(turn => turn.Fail("overloaded"));
        await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Hi", With("a"), isStreamed, cancellationToken));
        Assert.That(_log, Is.EqualTo(new[] { "+mine[a]", "-mine" }));
    }

    [Test]
    public async Task Functions_that_can_t_be_hosted_fail_the_call_and_leave_the_name_free([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = New();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        await Failure.OfAsync<TimeoutException>(() => ConversationTests.Ask(fake.Chat, "Hi", With("fail"), isStreamed, cancellationToken));
        Assert.That(fake.Server.Sessions, Is.Empty);
        await ConversationTests.Ask(fake.Chat, "Hi", With("a"), isStreamed, cancellationToken);
        Assert.That(_log, Is.EqualTo(new[] { "+mine[fail]", "+mine[a]", "-mine" }));
    }

    [Test]
    public async Task Responses_at_the_same_time_have_names_of_their_own_and_do_not_see_each_other(CancellationToken cancellationToken)
    {
        await using var fake = New();
        var both = new TaskCompletionSource();
        var count = 0;
        fake.Server.WhenPrompted(turn =>
        {
            if (Interlocked.Increment(ref count) == 2)
            {
                both.TrySetResult();
            }

            turn.Wait(both.Task).Text("Yes.");
        });
        await Task.WhenAll(ConversationTests.Ask(fake.Chat, "1", With("a"), isStreamed: false, cancellationToken), ConversationTests.Ask(fake.Chat, "2", With("a"), isStreamed: true, cancellationToken));
        Assert.That(_log, Is.EquivalentTo(new[] { "+mine[a]", "+mine2[a]", "-mine", "-mine2" }));
        Assert.That(Created(fake).Select(Rules), Is.EquivalentTo(new[] { "mine*=deny mine_*=ask", "mine*=deny mine2_*=ask" }));
    }

    [Test]
    public async Task A_session_without_functions_sees_none(CancellationToken cancellationToken)
    {
        await using var fake = New(new() { NewSession = new() { Permission = [new() { Permission = "edit", Pattern = "*", Action = PermissionAction.Deny }] } });
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        await fake.Chat.GetResponseAsync("Hi", null, cancellationToken);
        Assert.That(Created(fake).Select(Rules), Is.EqualTo(new[] { "edit=deny mine*=deny" }));
    }

    [Test]
    public async Task A_continued_session_gets_the_rules_once(CancellationToken cancellationToken)
    {
        await using var fake = New();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var session = OpenCodeModelFactory.Create<Session>() with { Id = "ses_1", Directory = "/project" };
        fake.Server.AddSession(session);
        var stored = session;
        fake.Server.When(HttpMethod.Get, "/session/{id}", _ => FakeResponse.Model(stored));
        fake.Server.When(HttpMethod.Patch, "/session/{id}", request =>
        {
            stored = stored with { Permission = [.. stored.Permission ?? [], .. request.ReadBody<SessionUpdateRequest>().Permission!] };
            return FakeResponse.Model(stored);
        });
        foreach (var options in new[] { With("a"), With("a", "b"), new ChatOptions(), new ChatOptions(), With("a") })
        {
            options.ConversationId = "ses_1";
            await fake.Chat.GetResponseAsync("Hi", options, cancellationToken);
        }

        Assert.That(Rules(stored.Permission), Is.EqualTo("mine*=deny mine_*=ask mine*=deny mine*=deny mine_*=ask"));
    }

    [Test]
    public async Task Without_a_host_sessions_are_left_alone(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var first = await fake.Chat.GetResponseAsync("Hi", null, cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", new() { ConversationId = first.ConversationId }, cancellationToken);
        Assert.That(Created(fake).Select(c => c is null), Is.EqualTo(new[] { true }));
        Assert.That(fake.Server.Requests.Select(r => r.Method), Has.None.EqualTo(HttpMethod.Patch));
    }

    [Test]
    public async Task Functions_are_allowed_unless_a_rule_says_otherwise([Values] bool isDenied, CancellationToken cancellationToken)
    {
        await using var fake = New(new() { Turn = new() { PermissionRules = isDenied ? [new() { Permission = "mine_a", Pattern = "*", Action = PermissionAction.Deny }] : [] } });
        fake.Server.WhenPrompted(turn => turn.Tool("mine_a", "{}", tool => tool.AskPermission("*").Return("done")).Text("Yes."));
        await fake.Chat.GetResponseAsync("Hi", With("a"), cancellationToken);
        Assert.That(fake.Server.PermissionReplies.Select(r => r.Reply), Is.EqualTo(new[] { isDenied ? PermissionReply.Reject : PermissionReply.Once }));
    }

    [Test]
    public async Task Tools_that_are_no_functions_are_refused_by_name()
    {
        await using var fake = New();
        var function = AIFunctionFactory.Create(() => 1, "count");
        foreach (var (tool, name) in new (AITool, string)[]
        {
            (new HostedWebSearchTool(), "web_search"),
            (new HostedCodeInterpreterTool(), "code_interpreter"),
            (new HostedFileSearchTool(), "file_search"),
            (new HostedMcpServerTool("server", new Uri("https://example.test")), "mcp"),
            (function.AsDeclarationOnly(), "count"),
            (new ApprovalRequiredAIFunction(function), "count"),
        })
        {
            var failure = Assert.Throws<NotSupportedException>(() => HistoryTests.Call(fake, [new(ChatRole.User, "Hi")], new() { Tools = [tool] }, isStreamed: true));
            Assert.That(failure!.Message, Does.Contain($"ChatOptions.Tools contains {name}").And.Contain(tool.GetType().Name));
        }

        Assert.Throws<ArgumentException>(() => HistoryTests.Call(fake, [new(ChatRole.User, "Hi")], new() { Tools = [null!] }, isStreamed: true));
        Assert.That(_log, Is.Empty);
    }

    [Test]
    public async Task Each_chat_client_has_a_name_of_its_own(CancellationToken cancellationToken)
    {
        await using var one = New(name: null);
        one.Server.WhenPrompted(turn => turn.Text("Yes."));
        var other = one.Another(o => o with { AddTools = Host, ToolServerName = null });
        await one.Chat.GetResponseAsync("Hi", With("a"), cancellationToken);
        await other.GetResponseAsync("Hi", With("a"), cancellationToken);
        Assert.That(_log.Where(l => l[0] == '+').Distinct().Count(), Is.EqualTo(2));
        Assert.That(_log.Where(l => l[0] == '+'), Is.All.Match(@"^\+app_[0-9a-f]{4}\[a\]$"));
        Assert.Throws<ArgumentException>(() => one.Another(o => o with { ToolServerName = " " }));
    }

    private FakeChat New(OpenCodeChatClientOptions? options = null, string? name = "mine") => new((options ?? new()) with { AddTools = Host, ToolServerName = name });

    private async Task<IAsyncDisposable> Host(OpenCodeClient client, string name, IReadOnlyList<AIFunction> functions, CancellationToken cancellationToken)
    {
        Note($"+{name}[{string.Join(", ", functions.Select(f => f.Name))}]");
        await Task.Yield();
        return functions.Any(f => f.Name == "fail") ? throw new TimeoutException() : new Registration(() => Note($"-{name}"));
    }

    private void Note(string what)
    {
        lock (_log)
        {
            _log.Add(what);
        }
    }

    private static ChatOptions With(params string[] names) => new() { Tools = [.. names.Select(n => AIFunctionFactory.Create(() => 1, n))] };

    private static IEnumerable<IReadOnlyList<PermissionRule>?> Created(FakeChat fake) =>
        fake.Server.Requests.Where(r => r is { Path: "/session", Method.Method: "POST" }).Select(r => r.ReadBody<SessionCreateRequest>().Permission);

    private static string Rules(IReadOnlyList<PermissionRule>? rules) => string.Join(' ', rules!.Select(r => $"{r.Permission}={r.Action}"));

    private sealed class Registration(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return default;
        }
    }
}
