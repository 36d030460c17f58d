using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the examples of docs/permissions.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PermissionsExampleTests
{
    [Test]
    public async Task Session(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Ask for these commands", request => Commands(request, "git status --short", "git log").ToAsyncEnumerable());
        var session = await PermissionsExamples.CreateSessionAsync(DocsServer.Client);
        var turn = await DocsServer.Client.Session.RunAsync(session.Id, "Ask for these commands", TurnOptions.Unattended, cancellationToken);
        Assert.That(turn.Decisions.Single().Patterns, Is.EqualTo(new[] { "git log" }));
    }

    [Test]
    public async Task Watch(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Run these commands", request => Commands(request, "git log", "git diff").ToAsyncEnumerable());
        var session = await PermissionsExamples.CreateSessionAsync(DocsServer.Client);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = PermissionsExamples.WatchAsync(DocsServer.Client, stop.Token);
        var turn = await DocsServer.Client.Session.RunAsync(session.Id, "Run these commands", new TurnOptions { PermissionPolicy = PermissionPolicy.Ask }, cancellationToken);
        Assert.That(turn.Text, Is.EqualTo("Done."));
        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => watching);
    }

    private static IEnumerable<DemoChunk> Commands(DemoRequest request, params string[] commands) =>
    [
        request.ToolResults.Count < commands.Length
            ? new DemoToolCall("bash", $$"""{"command":"{{commands[request.ToolResults.Count]}}","description":"Runs git"}""")
            : new DemoText("Done."),
    ];
}
