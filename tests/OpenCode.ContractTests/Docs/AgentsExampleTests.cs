using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the example of docs/agents.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class AgentsExampleTests
{
    [Test]
    public async Task Run()
    {
        LiveServer.Scripts.Answer("Fix the build", request => request.FollowsTool ? new DemoText("Fixed.") : new DemoToolCall("bash", """{"command":"echo fixed","description":"Fixes the build"}"""));
        List<string> patterns = [];
        await new AgentsExamples(DocsServer.Client).RunAsync(permission =>
        {
            patterns.AddRange(permission.Patterns);
            return true;
        });
        Assert.That(patterns, Is.EqualTo(new[] { "echo fixed" }));
    }
}
