using OpenCode.ContractTests.Tools;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the example of docs/tools.md for existing MCP servers with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ToolsExampleTests
{
    [Test]
    public async Task Existing_mcp_server(CancellationToken cancellationToken)
    {
        await using var application = await McpApplication.StartAsync("Authorization", "Bearer a-secret-key", cancellationToken);
        ToolScripts.Call("Ask the company", "company_Answer", "{}");
        await new ToolsExamples(DocsServer.Client).AddAsync(application.Urls.Single(), "a-secret-key", async () =>
        {
            var session = await DocsServer.CreateSessionAsync(cancellationToken);
            Assert.That((await DocsServer.Client.Session.RunAsync(session.Id, "Ask the company", null, cancellationToken)).Text, Is.EqualTo("42"));
        });
    }
}
