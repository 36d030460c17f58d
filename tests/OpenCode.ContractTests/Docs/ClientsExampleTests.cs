using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the examples of docs/clients.md that make calls with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientsExampleTests
{
    private static ClientsExamples Examples => new(DocsServer.Client);

    [Test]
    public async Task Prompt(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("What does this picture show?", request => new[] { new DemoText(request.Body.GetRawText().Contains("data:image/png;base64,iVBORw0KGgo", StringComparison.Ordinal) ? "A picture" : "Nothing") }.ToAsyncEnumerable());
        var picture = Path.Combine(LiveServer.Folder, "picture.png");
        await File.WriteAllBytesAsync(picture, Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), cancellationToken);
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        await Examples.PromptAsync(session, picture);
        var messages = await DocsServer.Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(messages.Select(message => message.Text), Is.EqualTo(new[] { "Why is the build red?", "A test fails.", "What does this picture show?", "A picture" }));
        Assert.That(((AssistantMessage)messages[^1].Info).ToPromptModel().ToString(), Is.EqualTo("anthropic/claude-sonnet-4-5"));
    }

    [Test]
    public async Task Enumerate(CancellationToken cancellationToken)
    {
        await DocsServer.CreateSessionAsync(cancellationToken);
        await Examples.EnumerateAsync(LiveServer.Project);
    }

    [Test]
    public async Task Raw(CancellationToken cancellationToken)
    {
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        Assert.That(await Examples.SendAsync(), Does.StartWith("[{").And.Contain(session.Id));
    }
}
