using System.Text.Json;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the examples of docs/turns.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TurnsExampleTests
{
    [Test]
    public async Task Run(CancellationToken cancellationToken)
    {
        var (turn, review, same) = await (await ExamplesAsync(cancellationToken)).RunAsync();
        Assert.That(turn.Text, Is.EqualTo("A test fails."));
        Assert.That(turn.Usage.Cost, Is.Positive);
        Assert.That((review, same), Is.EqualTo((new Review("Good", 4), new Review("Good", 4))));
    }

    [Test]
    public async Task Reply(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Reply to the requests", request => request.ToolResults.Count switch
        {
            0 => Command("dotnet --version"),
            1 => Command("git push"),
            2 => new DemoToolCall("write", $$"""{"filePath":"{{LiveServer.Project}}/fixed.txt","content":"Fixed"}"""),
            3 => new DemoToolCall("question", """{"questions":[{"question":"Which branch?","header":"Branch","options":[{"label":"main","description":"The main branch"}]}]}"""),
            _ => new DemoText("Fixed."),
        });
        var turn = await (await ExamplesAsync(cancellationToken, Ask("bash"), Ask("edit"), new() { Permission = "question", Pattern = "*", Action = PermissionAction.Allow })).ReplyAsync();
        Assert.That(turn.Text, Is.EqualTo("Fixed."));
        Assert.That(turn.Decisions.Select(decision => (decision.Permission, decision.Reply, decision.DecidedBy)), Is.EqualTo(new[]
        {
            ("bash", "once", AskDecider.Rule),
            ("bash", "reject", AskDecider.Policy),
            ("edit", "once", AskDecider.Handler),
            ((string?)null, "reply", AskDecider.Policy),
        }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(LiveServer.Project, "fixed.txt"), cancellationToken), Is.EqualTo("Fixed"));
    }

    [Test]
    public async Task Save(CancellationToken cancellationToken)
    {
        var path = Path.Combine(LiveServer.Folder, "turn.json");
        await (await ExamplesAsync(cancellationToken)).SaveAsync(path);
        var handle = JsonSerializer.Deserialize(await File.ReadAllTextAsync(path, cancellationToken), AppJson.Default.TurnHandle)!;
        var last = await DocsServer.Client.Session.WatchTurnAsync(handle, cancellationToken: cancellationToken).LastAsync(cancellationToken);
        Assert.That(((PromptCompleted)last).Result.Text, Is.EqualTo("A test fails."));
    }

    private static async Task<TurnsExamples> ExamplesAsync(CancellationToken cancellationToken, params PermissionRule[] rules) =>
        new(DocsServer.Client, await DocsServer.CreateSessionAsync(cancellationToken, rules));

    private static PermissionRule Ask(string permission) => new() { Permission = permission, Pattern = "*", Action = PermissionAction.Ask };

    private static DemoToolCall Command(string command) => new DemoToolCall("bash", $$"""{"command":"{{command}}","description":"A command"}""");
}
