using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PromptTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Words_stream_before_the_reply_is_complete(CancellationToken cancellationToken)
    {
        var mayFinish = new TaskCompletionSource();
        LiveServer.Scripts.Answer("say hello", _ => Hello(mayFinish.Task));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var events = await SubscribeAsync(cancellationToken);
        var reply = Client.Session.PromptAsync(session.Id, Text("say hello"), cancellationToken);

        // The model goes on only once its first word has arrived here.
        var first = await NextAsync<MessagePartDeltaEvent>(events, e => e.Properties.SessionId == session.Id);
        Assert.That(first.Properties.Delta, Is.EqualTo("Hello"));
        Assert.That(reply.IsCompleted, Is.False);
        mayFinish.SetResult();

        await NextAsync<SessionIdleEvent>(events, e => e.Properties.SessionId == session.Id);
        var message = await reply;
        Assert.That(message.Parts.OfType<TextPart>().Single().Text, Is.EqualTo("Hello world"));
        var assistant = (AssistantMessage)message.Info;
        Assert.That(assistant.ModelId, Is.EqualTo("scripted"));
        Assert.That(assistant.Tokens.Output, Is.EqualTo(2));
        Assert.That(assistant.Cost, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_prompt_without_reply_gives_the_users_message(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var message = await Client.Session.PromptAsync(session.Id, Text("only context") with { NoReply = true }, cancellationToken);
        Assert.That(message.Info, Is.InstanceOf<UserMessage>());
        Assert.That(message.Parts.OfType<TextPart>().Single().Text, Is.EqualTo("only context"));
        Assert.That(await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_tool_runs_once_its_permission_is_given(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("run a command", request => (request.FollowsTool
            ? [new DemoText("It ran.")]
            : new DemoChunk[] { new DemoToolCall("bash", """{"command":"echo from-the-shell","description":"Says something"}""") }).ToAsyncEnumerable());
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var events = await SubscribeAsync(cancellationToken);
        var reply = Client.Session.PromptAsync(session.Id, Text("run a command"), cancellationToken);

        var asked = await NextAsync<PermissionAskedEvent>(events, e => e.Properties.SessionId == session.Id);
        Assert.That(asked.Properties.Permission, Is.EqualTo("bash"));
        Assert.That(asked.Properties.Patterns, Is.EqualTo(["echo from-the-shell"]));
        Assert.That((await Client.Permission.ListAsync(cancellationToken)).Select(p => p.Id), Does.Contain(asked.Properties.Id));
        Assert.That(await Client.Permission.ReplyAsync(asked.Properties.Id, new() { Reply = PermissionReply.Once }, cancellationToken), Is.True);

        var replied = await NextAsync<PermissionRepliedEvent>(events, e => e.Properties.SessionId == session.Id);
        Assert.That(replied.Properties.Reply, Is.EqualTo(PermissionReply.Once));
        Assert.That((await reply).Parts.OfType<TextPart>().Single().Text, Is.EqualTo("It ran."));
        var tool = (await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken)).SelectMany(m => m.Parts).OfType<ToolPart>().Single();
        Assert.That(((ToolStateCompleted)tool.State).Output, Does.Contain("from-the-shell"));
    }

    [Test]
    public async Task A_prompt_started_without_waiting_ends_in_idle(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var events = await SubscribeAsync(cancellationToken);
        await Client.Session.StartPromptAsync(session.Id, Text("no hurry"), cancellationToken);
        await NextAsync<SessionIdleEvent>(events, e => e.Properties.SessionId == session.Id);
        Assert.That((await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken))[^1].Info, Is.InstanceOf<AssistantMessage>());
    }

    [Test]
    public async Task A_prompt_without_parts_is_refused_by_the_server(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => Client.Session.PromptAsync(session.Id, new() { Parts = [], MessageId = "wrong" }, cancellationToken));
        Assert.That((int)failure.StatusCode, Is.EqualTo(400));
        Assert.That(failure.Error, Is.InstanceOf<BadRequestError>());
    }

    private static SessionPromptRequest Text(string text) => new() { Parts = [new TextPartInput { Text = text }] };

    private static async IAsyncEnumerable<DemoChunk> Hello(Task mayFinish)
    {
        yield return new DemoText("Hello");
        await mayFinish;
        yield return new DemoText(" world");
    }

    /// <summary>A subscription that is known to be open: its first event has come.</summary>
    private static async Task<IAsyncEnumerator<Event>> SubscribeAsync(CancellationToken cancellationToken)
    {
        var events = Client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That(events.Current, Is.InstanceOf<ServerConnectedEvent>());
        return events;
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<Event> events, Func<T, bool> predicate)
        where T : Event
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current is T wanted && predicate(wanted))
            {
                return wanted;
            }
        }

        throw new AssertionException($"The stream ended before a {typeof(T).Name} came.");
    }
}
