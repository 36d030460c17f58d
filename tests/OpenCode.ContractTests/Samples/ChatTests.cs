using System.Runtime.CompilerServices;
using OpenCode.Samples;
using OpenCode.Testing;
using Spectre.Console.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>The sample that is a chat in the terminal.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatTests
{
    private const string Command = """{"command":"echo from-the-tool","description":"Says where it is from"}""";

    [Test]
    public async Task A_permission_is_selected_and_the_turn_is_shown(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat with a tool", request => (request.ToolResultsOfTurn == 0
            ? new DemoChunk[] { new DemoReasoning("I think."), new DemoText("A **bold** [red]plan[/]:"), new DemoToolCall("bash", Command) }
            : [new DemoText("# Done\n\n- `one`\n"), new DemoText("- :red_heart:\x1B[31m")]).ToAsyncEnumerable());
        var output = await ChatAsync(Project("tool"), cancellationToken, "chat with a tool", ConsoleKey.Enter);
        Assert.That(Positions(output, "I think.", "A bold [red]plan[/]:", "● bash echo from-the-tool", "  from-the-tool", "Done", "• one", "• :red_heart:", "turn: "), Is.Ordered.And.All.Not.Negative);
        Assert.That(output, Does.Contain("Allow bash echo from-the-tool?").And.Contain("bash echo from-the-tool: allowed once").And.Not.Contain("\x1B"));
    }

    [Test]
    public async Task A_permission_can_be_rejected(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat with a rejection", new DemoToolCall("bash", Command));
        var output = await ChatAsync(Project("rejection"), cancellationToken, "chat with a rejection", ConsoleKey.DownArrow, ConsoleKey.DownArrow, ConsoleKey.Enter);
        Assert.That(Positions(output, "bash echo from-the-tool: rejected", "turn: "), Is.Ordered.And.All.Not.Negative);
        Assert.That(output, Does.Contain("The permission bash was rejected"));
    }

    [Test]
    public async Task Questions_have_choices_and_the_users_own_words(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat with questions", request => request.ToolResultsOfTurn == 0
            ? new DemoToolCall("question", """
                {"questions":[
                  {"header":"A","question":"Which number?","options":[{"label":"One","description":"1"},{"label":"Two","description":"2"}]},
                  {"header":"B","question":"Which letters?","multiple":true,"options":[{"label":"X","description":"x"},{"label":"Y","description":"y"}]},
                  {"header":"C","question":"Which word?","options":[{"label":"None","description":"-"}]}]}
                """)
            : new DemoText("Thank you."));
        var output = await ChatAsync(
            Project("questions"), cancellationToken, "chat with questions", ConsoleKey.DownArrow, ConsoleKey.Enter, ConsoleKey.Spacebar, ConsoleKey.DownArrow, ConsoleKey.Spacebar, ConsoleKey.Enter, ConsoleKey.DownArrow, ConsoleKey.Enter, "free");
        Assert.That(Positions(output, "Which number? Two\nWhich letters? X, Y\nWhich word? free\n", "Thank you."), Is.Ordered.And.All.Not.Negative);
    }

    [Test]
    public async Task Commands_change_the_session_and_the_model(CancellationToken cancellationToken)
    {
        var client = Project("commands");
        LiveServer.Scripts.Answer("chat about the past", new DemoText("Remember **this**."));
        var output = await ChatAsync(
            client, cancellationToken, "/help", "/resume", "/model", ConsoleKey.Enter, "chat about the past", "/new", "chat about today", "/resume", ConsoleKey.Enter, "and now?", "/nonsense");
        Assert.That(output, Does.Contain("continues another session").And.Contain("There is no other session.").And.Contain("The next prompts use demo/scripted."));
        Assert.That(output, Does.Contain("The next prompt starts a new session.").And.Contain("> chat about the past\nRemember this.").And.Contain("/nonsense is not a command."));
        var sessions = await client.Session.ListAsync(new() { Roots = true }, cancellationToken);
        Assert.That(sessions, Has.Count.EqualTo(2));
        var resumed = await client.Session.MessagesAsync(sessions.MinBy(session => session.Time.Created)!.Id, cancellationToken: cancellationToken);
        Assert.That(resumed.Select(message => message.Text), Is.EqualTo(["chat about the past", "Remember **this**.", "and now?", "Fine."]));
    }

    [Test]
    public async Task Changes_are_shown(CancellationToken cancellationToken)
    {
        var project = await DemoChat.CreateProjectAsync(Path.Combine(LiveServer.Folder, "chat-changes"));
        var file = Path.Combine(project, "Invoice.cs");
        var code = await File.ReadAllTextAsync(file, cancellationToken);
        await File.WriteAllTextAsync(file, code.Replace("Total / Count", "[red]2", StringComparison.Ordinal), cancellationToken);
        var output = await ChatAsync(LiveServer.Client.In(project), cancellationToken, "/diff");
        Assert.That(output, Does.Contain("Invoice.cs +1 -1").And.Contain("=> Total / Count;\n").And.Contain("=> [red]2;\n"));
    }

    [Test]
    public async Task A_failure_is_shown_and_the_chat_continues(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat with a failure", new DemoFailure(400, "The model is [red]confused."));
        var output = await ChatAsync(Project("failure"), cancellationToken, "chat with a failure", "chat without one");
        Assert.That(Positions(output, "The model is [red]confused.", "turn: ", "Fine."), Is.Ordered.And.All.Not.Negative);
    }

    [Test]
    public async Task Ctrl_C_stops_the_turn_and_the_chat_continues(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat without end", _ => Endless());
        using var console = new TestConsole().Interactive();
        var beginning = new TextSeen("A beginning");
        console.Pipeline.Attach(beginning);
        using var interrupt = new ChatInterrupt();
        Push(console, "chat without end", "and now?", "/exit");
        var chat = new ChatLoop(console, TextReader.Null, Project("stop"), interrupt).RunAsync();
        await beginning.Task.WaitAsync(cancellationToken);
        interrupt.Press();
        await chat.WaitAsync(cancellationToken);
        Assert.That(Positions(console.Output, "A beginning", "aborted", "turn: ", "Fine."), Is.Ordered.And.All.Not.Negative);
    }

    [Test]
    public async Task Ctrl_C_stops_a_turn_that_waits_for_the_user_and_ends_the_chat_between_turns(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat that waits", new DemoToolCall("bash", Command));
        using var console = new TestConsole().Interactive();
        var user = new PatientConsole(console);
        using var interrupt = new ChatInterrupt();
        Push(console, "chat that waits");
        var chat = new ChatLoop(user, TextReader.Null, Project("wait"), interrupt).RunAsync();
        await Poll.UntilAsync(() => user.Waits == 1, cancellationToken);
        interrupt.Press();
        await Poll.UntilAsync(() => user.Waits == 2, cancellationToken);
        interrupt.Press();
        await chat.WaitAsync(cancellationToken);
        Assert.That(Positions(console.Output, "Allow bash", "aborted", "turn: "), Is.Ordered.And.All.Not.Negative);
    }

    [Test]
    public async Task Without_a_terminal_lines_are_prompts_and_permissions_are_rejected(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("chat without a terminal", request => request.ToolResultsOfTurn == 0 ? new DemoToolCall("bash", Command) : new DemoText("Then I don't."));
        using var console = new TestConsole().Width(120);
        using var interrupt = new ChatInterrupt();
        using var lines = new StringReader("\nchat without a terminal\n/model\n");
        await new ChatLoop(console, lines, Project("lines"), interrupt).RunAsync().WaitAsync(cancellationToken);
        Assert.That(Positions(console.Output, "> chat without a terminal", "rejected, because the console is not interactive", "Then I don't.", "> /model", "A selection needs a terminal."), Is.Ordered.And.All.Not.Negative);
    }

    /// <summary>Types lines and keys, and leaves the chat.</summary>
    private static async Task<string> ChatAsync(OpenCodeClient client, CancellationToken cancellationToken, params object[] typed)
    {
        using var console = new TestConsole().Interactive().Width(120);
        Push(console, [.. typed, "/exit"]);
        using var interrupt = new ChatInterrupt();
        await new ChatLoop(console, TextReader.Null, client, interrupt).RunAsync().WaitAsync(cancellationToken);
        return string.Join('\n', console.Lines.Select(line => line.TrimEnd()));
    }

    private static void Push(TestConsole console, params object[] typed)
    {
        foreach (var input in typed)
        {
            if (input is ConsoleKey key)
            {
                console.Input.PushKey(key);
            }
            else
            {
                console.Input.PushTextWithEnter((string)input);
            }
        }
    }

    /// <summary>A client for a directory of its own, which has no sessions yet.</summary>
    private static OpenCodeClient Project(string name) => LiveServer.Client.In(Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"chat-{name}")).FullName);

    private static IEnumerable<int> Positions(string output, params string[] texts) => texts.Select(text => output.IndexOf(text, StringComparison.Ordinal));

    private static async IAsyncEnumerable<DemoChunk> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new DemoText("A beginning\nand");
        await cancellationToken.UntilCanceledAsync();
    }
}
