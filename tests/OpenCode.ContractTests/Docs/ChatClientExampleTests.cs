using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the examples of docs/chat-client.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatClientExampleTests
{
    private static ChatClientExamples Examples => new(DocsServer.Client);

    [Test]
    public async Task Chat(CancellationToken cancellationToken)
    {
        var (response, review) = await Examples.ChatAsync();
        Assert.That((response.Text, response.ModelId), Is.EqualTo(("A test fails.", "anthropic/claude-sonnet-4-5")));
        Assert.That(review, Is.EqualTo(new Review("Good", 4)));
        var messages = await DocsServer.Client.Session.MessagesAsync(response.ConversationId!, cancellationToken: cancellationToken);
        Assert.That(messages.Select(message => message.Text), Is.EqualTo(new[] { "Why is the build red?", "A test fails.", "Fix it", "Fine." }));
    }

    [Test]
    public async Task Functions() =>
        Assert.That((await Examples.CallFunctionsAsync(id => $"Order {id}: one lamp")).Text, Is.EqualTo("Order 17: one lamp"));
}
