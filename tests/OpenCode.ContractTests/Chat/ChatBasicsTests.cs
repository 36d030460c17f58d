using Microsoft.Extensions.AI;
using OpenCode.Samples;
using OpenCode.Testing;
using static OpenCode.ContractTests.Chat.ChatModel;

namespace OpenCode.ContractTests.Chat;

/// <summary>Messages, usage and files. Cases of the integration tests of dotnet/extensions: docs/chat-client.md.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChatBasicsTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Test]
    public async Task One_message_gets_a_response(CancellationToken cancellationToken)
    {
        Answer("the biggest animal there is", _ => [new DemoText("The blue "), new DemoText("whale.")]);
        var response = await Live.GetResponseAsync("What is the biggest animal there is?", null, cancellationToken);
        Assert.That((response.Text, response.FinishReason, response.ModelId), Is.EqualTo(("The blue whale.", ChatFinishReason.Stop, DemoModel.Name)));
        Assert.That(await LiveServer.Client.Session.GetAsync(response.ConversationId!, cancellationToken), Is.Not.Null);
    }

    [Test]
    public async Task A_history_of_several_messages_is_known(CancellationToken cancellationToken)
    {
        Answer("which continents are these", request => [new DemoText(request.Prompt.Contains("Seattle", StringComparison.Ordinal) && request.Prompt.Contains("Jakarta", StringComparison.Ordinal) ? "America and Asia" : "Which cities?")]);
        var response = await Live.GetResponseAsync(
            [
                new(ChatRole.User, "A city, please"),
                new(ChatRole.Assistant, "Seattle"),
                new(ChatRole.User, "One more"),
                new(ChatRole.Assistant, "Jakarta"),
                new(ChatRole.User, "And which continents are these on?"),
            ],
            null,
            cancellationToken);
        Assert.That(response.Text, Is.EqualTo("America and Asia"));
    }

    [Test]
    public async Task Empty_messages_do_no_harm(CancellationToken cancellationToken)
    {
        Answer("the sum of one and two", _ => [new DemoText("3")]);
        var response = await Live.GetResponseAsync(
            [new(ChatRole.System, []), new(ChatRole.User, []), new(ChatRole.Assistant, []), new(ChatRole.User, "Give me the sum of one and two.")],
            null,
            cancellationToken);
        Assert.That(response.Text, Is.EqualTo("3"));
    }

    [Test]
    public async Task A_response_comes_in_pieces(CancellationToken cancellationToken)
    {
        Answer("words from the moon", _ => [new DemoText("One small step, "), new DemoText("one giant "), new DemoText("leap.")]);
        var updates = await Live.GetStreamingResponseAsync("Quote the words from the moon", null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(string.Concat(updates.Select(u => u.Text)), Is.EqualTo("One small step, one giant leap."));
        Assert.That(updates.Count(u => u.Text.Length > 0), Is.GreaterThan(1));
    }

    [Test]
    public async Task Usage_is_part_of_a_response(CancellationToken cancellationToken)
    {
        Answer("how do you work at once", _ => [new DemoText("With "), new DemoText("words.")]);
        var usage = (await Live.GetResponseAsync("Tell me, how do you work at once?", null, cancellationToken)).Usage!;
        Assert.That((usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount), Is.EqualTo((12L, 2L, 14L)));
    }

    [Test]
    public async Task Usage_is_part_of_a_stream_once(CancellationToken cancellationToken)
    {
        Answer("how do you work in pieces", _ => [new DemoText("With "), new DemoText("words.")]);
        var updates = await Live.GetStreamingResponseAsync("Tell me, how do you work in pieces?", null, cancellationToken).ToListAsync(cancellationToken);
        var usage = updates.SelectMany(u => u.Contents).OfType<UsageContent>().Single().Details;
        Assert.That((usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount), Is.EqualTo((12L, 2L, 14L)));
    }

    [Test]
    public async Task A_stream_can_be_added_to_a_history_and_sent_again(CancellationToken cancellationToken)
    {
        Answer("a long explanation please", _ => [new DemoText("It reads "), new DemoText("and writes.")]);
        Answer("and shorter than that", request => [new DemoText(request.Prompt.Contains("It reads and writes.", StringComparison.Ordinal) ? "It works." : "What?")]);
        List<ChatMessage> history = [new(ChatRole.User, "I want a long explanation please")];
        await history.AddMessagesAsync(Live.GetStreamingResponseAsync(history, null, cancellationToken), cancellationToken);
        Assert.That((history.Count, history[1].Role, history[1].Contents.Count, history[1].Text), Is.EqualTo((2, ChatRole.Assistant, 1, "It reads and writes.")));
        history.Add(new(ChatRole.User, "Now briefer, and shorter than that"));
        Assert.That((await Live.GetResponseAsync(history, null, cancellationToken)).Text, Is.EqualTo("It works."));
    }

    [Test]
    public async Task A_picture_reaches_the_model(CancellationToken cancellationToken)
    {
        Answer("what does this logo say", request => [new DemoText(LastOfUser(request).Contains("image_url", StringComparison.Ordinal) && LastOfUser(request).Contains("data:image/png;base64,", StringComparison.Ordinal) ? ".NET" : "Nothing")]);
        var response = await Live.GetResponseAsync(
            [new(ChatRole.User, [new TextContent("Tell me what does this logo say"), new DataContent(Convert.FromBase64String(Png), "image/png")])],
            null,
            cancellationToken);
        Assert.That(response.Text, Is.EqualTo(".NET"));
    }

    [Test]
    public async Task A_document_reaches_the_model(CancellationToken cancellationToken)
    {
        Answer("what is in this document", request => [new DemoText(LastOfUser(request).Contains("data:application/pdf;base64,", StringComparison.Ordinal) && LastOfUser(request).Contains("sample.pdf", StringComparison.Ordinal) ? "Hello" : LastOfUser(request))]);
        var response = await Live.GetResponseAsync(
            [new(ChatRole.User, [new TextContent("Tell me what is in this document"), new DataContent("%PDF-1.4 Hello"u8.ToArray(), "application/pdf") { Name = "sample.pdf" }])],
            null,
            cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Hello"));
    }
}
