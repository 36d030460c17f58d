using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Tools.ToolScripts;

namespace OpenCode.ContractTests.Tools;

/// <summary>The sample with functions for the agent does what it says.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ToolSampleTests
{
    [Test]
    public async Task The_agent_cancels_an_order(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(Shop.Prompt, request => Shop.Answer(request).ToAsyncEnumerable());
        using var output = new StringWriter { NewLine = "\n" };
        await Shop.RunAsync(Client, output, cancellationToken);
        Assert.That(
            output.ToString(),
            Is.EqualTo(
                """
                The agent can call shop_GetOrder and shop_CancelOrder.
                The agent requests permission for shop_CancelOrder. It is allowed.
                The agent called shop_GetOrder and shop_CancelOrder. Its response: Order 17 is canceled.
                The shop has 1 remaining order.

                """));
    }
}
