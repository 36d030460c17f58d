using System.Net;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>Which session a call works in.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ConversationTests
{
    [Test]
    public async Task Without_a_conversation_a_session_is_created_and_named([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new() { NewSession = new() { Title = "Mine" } });
        fake.Server.WhenPrompted(turn => turn.Text("Hello."));
        var response = await Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        var session = fake.Server.Sessions.Single();
        Assert.That((response.ConversationId, session.Title, response.ResponseId), Is.EqualTo((session.Id, "Mine", fake.Prompt.MessageId)));
    }

    [Test]
    public async Task Each_update_of_a_stream_names_the_conversation(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Hel", "lo."));
        var updates = await fake.Chat.GetStreamingResponseAsync("Hi", null, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(updates.Select(u => u.ConversationId).Distinct(), Is.EqualTo(new[] { fake.Prompt.SessionId }));
        Assert.That(updates.Select(u => u.ResponseId).Distinct(), Is.EqualTo(new[] { fake.Prompt.MessageId }));
    }

    [Test]
    public async Task A_conversation_goes_on_in_its_session_with_the_new_messages_only([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text($"{turn.Prompt.Text}!"));
        var first = await Ask(fake.Chat, "One", null, isStreamed, cancellationToken);
        var second = await Ask(fake.Chat, "Two", new() { ConversationId = first.ConversationId }, isStreamed, cancellationToken);
        Assert.That((second.Text, second.ConversationId), Is.EqualTo(("Two!", first.ConversationId)));
        Assert.That(fake.Server.Prompts.Select(p => (p.SessionId, p.Text)), Is.EqualTo(new[] { (first.ConversationId, "One"), (first.ConversationId, "Two") }));
    }

    [Test]
    public async Task A_session_that_somebody_else_has_created_is_continued(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Hello."));
        var session = await fake.Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await fake.Chat.GetResponseAsync("Hi", new() { ConversationId = session.Id }, cancellationToken);
        Assert.That(fake.Prompt.SessionId, Is.EqualTo(session.Id));
    }

    [Test]
    public async Task A_session_that_does_not_exist_is_the_server_s_error([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => Ask(fake.Chat, "Hi", new() { ConversationId = "ses_none" }, isStreamed, cancellationToken));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_fork_leaves_the_conversation_as_it_is(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var first = await fake.Chat.GetResponseAsync("One", null, cancellationToken);
        var fork = await fake.Chat.GetResponseAsync("Two", new ChatOptions().Fork(first.ConversationId!), cancellationToken);
        Assert.That(fork.ConversationId, Is.Not.EqualTo(first.ConversationId));
        Assert.That(Texts(fake, first), Is.EqualTo(new[] { "One", "Yes." }));
        Assert.That(Texts(fake, fork), Is.EqualTo(new[] { "One", "Yes.", "Two", "Yes." }));
    }

    [Test]
    public async Task A_fork_after_a_response_knows_nothing_of_what_came_later([Values(1, 2, 3)] int turn, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(t => t.Text("Yes."));
        List<ChatResponse> responses = [];
        foreach (var text in new[] { "One", "Two", "Three" })
        {
            responses.Add(await fake.Chat.GetResponseAsync(text, new() { ConversationId = responses.LastOrDefault()?.ConversationId }, cancellationToken));
        }

        var fork = await fake.Chat.GetResponseAsync("Else", new ChatOptions().ForkAfter(responses[turn - 1]), cancellationToken);
        Assert.That(Texts(fake, fork).Where(t => t != "Yes."), Is.EqualTo(new[] { "One", "Two", "Three" }.Take(turn).Append("Else")));
    }

    [Test]
    public async Task A_fork_after_an_unknown_response_is_refused(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var response = await fake.Chat.GetResponseAsync("One", null, cancellationToken);
        response.ResponseId = "msg_other";
        var failure = await Failure.OfAsync<ArgumentException>(() => fake.Chat.GetResponseAsync("Two", new ChatOptions().ForkAfter(response), cancellationToken));
        Assert.That(failure.Message, Does.Contain("msg_other"));
    }

    [Test]
    public void A_fork_needs_a_conversation()
    {
        Assert.Throws<ArgumentException>(() => new ChatOptions().ForkAfter(new ChatResponse { ResponseId = "msg_1" }));
        Assert.Throws<ArgumentException>(() => new ChatOptions().ForkAfter(new ChatResponse { ConversationId = "ses_1" }));
        Assert.Throws<ArgumentException>(() => new ChatOptions().Fork(""));
    }

    [Test]
    public async Task A_stateless_client_leaves_no_session_behind([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new() { IsStateless = true });
        fake.Server.WhenPrompted(turn => turn.Text("Hello."));
        var response = await Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        Assert.That((response.Text, response.ConversationId), Is.EqualTo(("Hello.", (string?)null)));
        Assert.That(fake.Server.Sessions, Is.Empty);
        fake.Server.WhenPrompted(turn => turn.Fail("overloaded"));
        await Failure.OfAsync<OpenCodeTurnException>(() => Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken));
        Assert.That(fake.Server.Sessions, Is.Empty);
        var refused = await Failure.OfAsync<NotSupportedException>(() => Ask(fake.Chat, "Hi", new() { ConversationId = "ses_1" }, isStreamed, cancellationToken));
        Assert.That(refused.Message, Does.Contain("ConversationId = ses_1"));
    }

    [Test]
    public async Task Calls_at_once_in_one_conversation_all_get_an_answer([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text($"{turn.Prompt.Text}!"));
        var session = await fake.Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var responses = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => Ask(fake.Chat, $"{n}", new() { ConversationId = session.Id }, isStreamed, cancellationToken)));
        Assert.That(responses.Select(r => r.Text), Is.EqualTo(Enumerable.Range(0, 5).Select(n => $"{n}!")));
    }

    internal static async Task<ChatResponse> Ask(IChatClient chat, string text, ChatOptions? options, bool isStreamed, CancellationToken cancellationToken) => isStreamed
        ? await chat.GetStreamingResponseAsync(text, options, cancellationToken).ToChatResponseAsync(cancellationToken)
        : await chat.GetResponseAsync(text, options, cancellationToken);

    private static IEnumerable<string> Texts(FakeChat fake, ChatResponse response) =>
        fake.Server.GetMessages(response.ConversationId!).Select(m => m.Text);
}
