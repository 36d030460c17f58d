using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs every example of docs/from-javascript.md against the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class JavaScriptExampleTests
{
    [Test]
    public Task Create() => JavaScriptCreationExamples.CreateAsync(LiveServer.Options());

    [Test]
    public Task Create_with_a_configuration() => JavaScriptCreationExamples.CreateWithConfigAsync(LiveServer.Options());

    [Test]
    public void Create_a_client_only() => JavaScriptCreationExamples.CreateClientOnly();

    [Test]
    public Task Errors() => Examples().HandleErrorsAsync();

    [Test]
    public async Task Structured_output(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Research the company", new DemoToolCall("StructuredOutput", """{"name":"Example","founded":2020}"""));
        var session = await LiveServer.Client.Session.CreateAsync(new(), cancellationToken);
        Assert.That(await Examples(session.Id).ReadStructuredAsync(), Is.EqualTo(new JavaScriptExamples.Company("Example", 2020)));
    }

    [Test]
    public Task Global() => Examples().CallGlobalAsync();

    [Test]
    public Task App() => Examples().CallAppAsync();

    [Test]
    public Task Project() => Examples().CallProjectAsync();

    [Test]
    public Task Config() => Examples().CallConfigAsync();

    [Test]
    public Task Sessions() => Examples().CallSessionsAsync();

    [Test]
    public Task Files() => Examples().CallFilesAsync();

    [Test]
    public Task Tui() => Examples().CallTuiAsync();

    [Test]
    public Task Auth() => Examples().CallAuthAsync();

    [Test]
    public Task Events() => Examples().WatchEventsAsync();

    private static JavaScriptExamples Examples(string sessionId = "") => new(LiveServer.Client, sessionId);
}
