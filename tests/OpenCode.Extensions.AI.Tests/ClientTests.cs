using Microsoft.Extensions.AI;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>Services, failures, cancellation.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientTests
{
    [Test]
    public async Task Services_are_those_behind_it()
    {
        await using var fake = new FakeChat(new() { DefaultModelId = "p/m" });
        var metadata = fake.Chat.GetService<ChatClientMetadata>()!;
        Assert.That((metadata.ProviderName, metadata.ProviderUri, metadata.DefaultModelId), Is.EqualTo(("opencode", fake.Client.BaseUrl, "p/m")));
        Assert.That(fake.Chat.GetService<OpenCodeClient>(), Is.SameAs(fake.Client));
        Assert.That(fake.Chat.GetService<IChatClient>(), Is.SameAs(fake.Chat));
        Assert.That(fake.Chat.GetService(typeof(object)), Is.SameAs(fake.Chat));
        Assert.That(fake.Chat.GetService<HttpClient>(), Is.Null);
        Assert.That(fake.Chat.GetService(typeof(OpenCodeClient), "key"), Is.Null);
        Assert.Throws<ArgumentNullException>(() => fake.Chat.GetService(null!));
    }

    [Test]
    public async Task Disposal_leaves_the_client_open(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Chat.Dispose();
        fake.Chat.Dispose();
        Assert.That(await fake.Client.Session.ListAsync(cancellationToken: cancellationToken), Is.Empty);
    }

    [Test]
    public async Task A_failure_of_the_model_is_the_sdk_s_exception([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Half").Fail("overloaded", statusCode: 529));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken));
        Assert.That((failure.Message, failure.End.GetType()), Is.EqualTo(("overloaded", typeof(PromptFailed))));
    }

    [Test]
    public async Task Nobody_who_reads_text_can_reply_so_requests_are_rejected([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}", tool => tool.AskPermission("rm -rf /").Return("gone")).Text("Done."));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken));
        Assert.That(failure.End, Is.InstanceOf<PromptRejected>());
        fake.Server.WhenPrompted(turn => turn.Question("Which?", "A", "B").Text("Thank you."));
        failure = await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken));
        Assert.That(failure.End, Is.InstanceOf<PromptRejected>());
    }

    [Test]
    public async Task Policies_and_handlers_of_the_turn_reply([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new()
        {
            Turn = new()
            {
                OnPermission = (request, _) => Task.FromResult(request.Patterns.Contains("ls") ? PermissionDecision.AllowOnce : PermissionDecision.None),
                PermissionPolicy = PermissionPolicy.RejectAndContinue,
            },
        });
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}", tool => tool.AskPermission("ls").Return("a")).Tool("bash", "{}", tool => tool.AskPermission("rm").Return("gone")).Text("Done."));
        var response = await ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken);
        Assert.That(response.Text, Is.EqualTo("Done."));
        var results = response.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().ToList();
        Assert.That((results[0].Result, results[1].Exception is not null), Is.EqualTo(("a", true)));
    }

    [Test]
    public async Task A_reader_of_a_stream_can_reply_if_the_policy_asks(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new() { Turn = new() { PermissionPolicy = PermissionPolicy.Ask } });
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}", tool => tool.AskPermission("ls").Return("a")).Text("Done."));
        var text = "";
        await foreach (var update in fake.Chat.GetStreamingResponseAsync("Hi", null, cancellationToken))
        {
            text += update.Text;
            if (update.RawRepresentation is PromptPermissionAsked { IsHandled: false, Request: var request })
            {
                await fake.Client.Permission.ReplyAsync(request.Id, new() { Reply = Models.PermissionReply.Once }, cancellationToken);
            }
        }

        Assert.That(text, Is.EqualTo("Done."));
    }

    [Test]
    public async Task Limits_of_the_turn_hold([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat(new() { Turn = new() { MaxSteps = 1 } });
        fake.Server.WhenPrompted(turn => turn.Tool("bash", "{}").Tool("bash", "{}").Text("Done."));
        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancellationToken));
        Assert.That(((PromptLimitReached)failure.End).Limit, Is.EqualTo(TurnLimit.Steps));
    }

    [Test]
    public async Task Cancellation_stops_the_agent([Values] bool isStreamed, CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        fake.Server.WhenPrompted(turn => turn.Then(_ => cancel.Cancel()).Hang());
        await Failure.OfAsync<OperationCanceledException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, cancel.Token));
        Assert.That(fake.Server.Requests.Select(r => r.Path), Has.Some.EndsWith("/abort"));
    }

    [Test]
    public async Task A_reader_that_leaves_stops_the_agent(CancellationToken cancellationToken)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("One.").Hang());
        await foreach (var update in fake.Chat.GetStreamingResponseAsync("Hi", null, cancellationToken))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        Assert.That(fake.Server.Requests.Select(r => r.Path), Has.Some.EndsWith("/abort"));
    }

    [Test]
    public async Task A_canceled_call_sends_nothing([Values] bool isStreamed)
    {
        await using var fake = new FakeChat();
        await Failure.OfAsync<OperationCanceledException>(() => ConversationTests.Ask(fake.Chat, "Hi", null, isStreamed, new CancellationToken(canceled: true)));
        Assert.That(fake.Server.Prompts, Is.Empty);
    }
}
