using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Chat;

/// <summary>The sample of the chat client does what it says.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatSampleTests
{
    [Test]
    public async Task The_agent_calls_a_function_needs_an_approval_and_returns_an_object(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(OrderDesk.Prompt, request => OrderDesk.Answer(request).ToAsyncEnumerable());
        using var output = new StringWriter { NewLine = "\n" };
        await OrderDesk.RunAsync(LiveServer.Client, output, cancellationToken);
        Assert.That(
            output.ToString(),
            Is.EqualTo(
                """
                The agent requests permission for bash: expr 2 \* 49. It is allowed.
                The agent called GetOrder.
                The result: Order 17: 2 chairs for 49 euros each
                The agent called bash.
                The result: 98
                The invoice: 2 x chair = 98 euros

                """));
    }
}
