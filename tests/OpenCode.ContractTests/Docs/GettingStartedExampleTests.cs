using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs every example of docs/getting-started.md against the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class GettingStartedExampleTests
{
    [OneTimeSetUp]
    public void Script() => LiveServer.Scripts.Answer("What is in this directory?", new DemoText("Some files."));

    [Test]
    public async Task First() => Assert.That(await GettingStartedExamples.SendAsync(), Is.EqualTo("Some files."));

    [Test]
    public async Task Stream(CancellationToken cancellationToken)
    {
        var session = await LiveServer.Client.Session.CreateAsync(new(), cancellationToken);
        await GettingStartedExamples.StreamAsync(LiveServer.Client, session);
        var messages = await LiveServer.Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(messages[^1].Text, Is.EqualTo("Some files."));
    }

    [Test]
    public async Task Permission(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Which files have changed?", request => new DemoChunk[]
        {
            request.ToolResults.Count == 0 ? new DemoToolCall("bash", """{"command":"git status --short","description":"Lists changes"}""") : new DemoText("None."),
        }.ToAsyncEnumerable());
        var session = await LiveServer.Client.Session.CreateAsync(new(), cancellationToken);
        var turn = await GettingStartedExamples.DecideAsync(LiveServer.Client, session);
        Assert.That(turn.Text, Is.EqualTo("None."));
        Assert.That(turn.Decisions.Single().Reply, Is.EqualTo("once"));
    }
}
