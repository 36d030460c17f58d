using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Models;

namespace OpenCode.Testing.Tests;

/// <summary>What the fake keeps, and what it responds.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FakeServerTests
{
    [Test]
    public async Task Sessions_are_kept_and_listed(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        var client = fake.CreateClient();
        var first = await client.Session.CreateAsync(new() { Title = "First" }, cancellationToken);
        var other = await client.In("/other").Session.CreateAsync(new() { Title = "Other" }, cancellationToken);
        await client.Session.UpdateAsync(first.Id, new() { Title = "Renamed" }, cancellationToken);
        Assert.That((await client.Session.ListAsync(cancellationToken: cancellationToken)).Select(s => s.Title), Is.EqualTo(new[] { "Renamed" }));
        Assert.That((await client.In("/other").Session.ListAsync(cancellationToken: cancellationToken)).Select(s => s.Id), Is.EqualTo(new[] { other.Id }));
        await client.Session.DeleteAsync(first.Id, cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Session.GetAsync(first.Id, cancellationToken));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(failure.Error, Is.InstanceOf<NotFoundError>());
        Assert.That(fake.Sessions.Select(s => s.Id), Is.EqualTo(new[] { other.Id }));
    }

    [Test]
    public async Task A_session_with_messages_can_be_there_before(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        var messages = Enumerable.Range(0, 45).Select(i => OpenCodeModelFactory.Create<MessageWithParts>(
            $$"""{"info":{"id":"msg_{{i}}","sessionID":"ses_1","role":"user"},"parts":[{"id":"prt_{{i}}","messageID":"msg_{{i}}","sessionID":"ses_1","type":"text","text":"{{i}}"}]}"""));
        fake.AddSession(OpenCodeModelFactory.Create<Session>() with { Id = "ses_1", Directory = "/project" }, messages);
        var read = await fake.CreateClient().Session.EnumerateMessagesAsync("ses_1", new() { Limit = 20 }, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(read.Select(m => m.Text), Is.EquivalentTo(Enumerable.Range(0, 45).Select(i => $"{i}")));
        Assert.That(fake.Requests.Count(r => r.Path == "/session/ses_1/message"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_response_can_be_replaced(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        fake.When(HttpMethod.Get, "/vcs", FakeResponse.Model(new VcsInfo { Branch = "main" }))
            .When(HttpMethod.Post, "/session", FakeResponse.Error(HttpStatusCode.ServiceUnavailable, "UnknownError", "try later"), times: 1)
            .When(HttpMethod.Get, "/session/{id}", request => request.Path.EndsWith("ses_1", StringComparison.Ordinal) ? FakeResponse.Json("{}") : null);
        var client = fake.CreateClient();
        Assert.That((await client.Vcs.GetAsync(cancellationToken)).Branch, Is.EqualTo("main"));
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Session.CreateAsync(cancellationToken: cancellationToken));
        Assert.That(failure.Message, Does.StartWith("try later"));
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That((await client.Session.GetAsync(session.Id, cancellationToken)).Id, Is.EqualTo(session.Id));
    }

    [Test]
    public async Task A_request_without_the_password_is_refused(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode(new() { Password = "secret" });
        await fake.CreateClient().Global.HealthAsync(cancellationToken);
        var stranger = fake.CreateClient(new() { BaseUrl = FakeOpenCode.BaseUrl });
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => stranger.Global.HealthAsync(cancellationToken));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(fake.Options.ToString(), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task The_same_calls_give_the_same_messages(CancellationToken cancellationToken)
    {
        var first = await RunAsync(7);
        Assert.That(await RunAsync(7), Is.EqualTo(first));
        Assert.That(await RunAsync(8), Is.Not.EqualTo(first));

        async Task<string> RunAsync(int seed)
        {
            await using var fake = new FakeOpenCode(new() { Seed = seed, TimeProvider = new FakeTimeProvider(DateTimeOffset.UnixEpoch) }).WhenPrompted(turn => turn.Tool("glob").Text("Done."));
            var client = fake.CreateClient();
            var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
            await client.Session.PromptAsync(session.Id, new() { Parts = [new TextPartInput { Id = "prt_1", Text = "Go" }] }, cancellationToken);
            return string.Concat(fake.GetMessages(session.Id).Select(m => System.Text.Encoding.UTF8.GetString(OpenCodeJson.Write(m))));
        }
    }

    [Test]
    public async Task A_delay_passes_with_the_time_of_the_test(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        await using var fake = new FakeOpenCode(new() { TimeProvider = time }).WhenPrompted(turn => turn.Text("Slow").Delay(TimeSpan.FromHours(1)).Text("ly."));
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var updates = client.Session.PromptStreamingAsync(session.Id, "Go", null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.That(await updates.MoveNextAsync(), Is.True);
        Assert.That(updates.Current, Is.InstanceOf<PromptTextDelta>());
        var end = updates.MoveNextAsync().AsTask();
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.That(await end, Is.True);
        Assert.That(((PromptTextDelta)updates.Current).Text, Is.EqualTo("ly."));
        Assert.That(fake.GetMessages(session.Id)[0].Info.CreatedAt, Is.LessThan(time.GetUtcNow() - TimeSpan.FromMinutes(59)));
    }

    [TestCase(FakePromptKind.Command, "/init now")]
    [TestCase(FakePromptKind.Shell, "ls -l")]
    [TestCase(FakePromptKind.Summary, "")]
    public async Task Commands_and_summaries_are_turns(FakePromptKind kind, string text, CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(prompt => prompt.Kind == kind, turn => turn.Text("Fine."));
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        var updates = kind switch
        {
            FakePromptKind.Command => client.Session.CommandStreamingAsync(session.Id, new() { Command = "init", Arguments = "now" }, null, cancellationToken),
            FakePromptKind.Shell => client.Session.ShellStreamingAsync(session.Id, new() { Agent = "build", Command = "ls -l" }, null, cancellationToken),
            _ => client.Session.SummarizeStreamingAsync(session.Id, new() { ProviderId = "fake", ModelId = "model" }, null, cancellationToken),
        };
        var end = await updates.LastAsync(cancellationToken);
        Assert.That(end, Is.InstanceOf<PromptCompleted>(), end.ToString());
        Assert.That(fake.Prompts.Select(p => (p.Kind, p.Text)), Is.EqualTo(new[] { (kind, text) }));
        var last = fake.GetMessages(session.Id)[^1];
        Assert.That(kind == FakePromptKind.Shell ? ((ToolStateCompleted)((ToolPart)last.Parts.Single()).State).Output : last.Text, Is.EqualTo("Fine."));
    }

    [Test]
    public async Task Prompts_of_one_session_are_answered_in_order(CancellationToken cancellationToken)
    {
        var gate = new TaskCompletionSource();
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Wait(gate.Task).Text($"Answer to {turn.Prompt.Text}"));
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        var first = client.Session.PromptAsync(session.Id, "1", cancellationToken);
        var second = client.Session.PromptAsync(session.Id, "2", cancellationToken);
        gate.SetResult();
        Assert.That(((await first).Text, (await second).Text), Is.EqualTo(("Answer to 1", "Answer to 2")));
    }

    [Test]
    public async Task Many_sessions_work_at_once_over_one_hub(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Tool("glob").Text(turn.Prompt.Text));
        var client = fake.CreateClient();
        await using (var hub = client.CreateGlobalEventHub())
        {
            var texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            {
                var view = client.In($"/project/{i % 5}");
                var session = await view.Session.CreateAsync(cancellationToken: cancellationToken);
                return (await view.Session.RunAsync(session.Id, $"{i}", new TurnOptions { Hub = hub }, cancellationToken)).Text;
            }));
            Assert.That(texts, Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"{i}")));
            Assert.That(fake.Requests.Select(r => r.Path), Does.Contain("/global/event").And.Not.Contain("/event"));
        }

        await Poll.UntilAsync(() => fake.OpenStreams == 0, cancellationToken);
    }

    [Test]
    public async Task A_view_shows_what_happens(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode().WhenPrompted(turn => turn.Title("Titled").Todos(new Todo { Content = "Look", Status = "pending", Priority = "high" }).Text("LGTM"));
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var view = await client.Session.OpenViewAsync(session.Id, null, cancellationToken);
        await client.Session.RunAsync(session.Id, "Review", null, cancellationToken);
        await Poll.UntilAsync(() => view.Snapshot is { Session.Title: "Titled", Status: SessionStatusIdle, Todos.Count: 1, Messages.Count: 2 }, cancellationToken);
    }

    [Test]
    public async Task Disposing_ends_what_is_open(CancellationToken cancellationToken)
    {
        var fake = new FakeOpenCode().WhenPrompted(turn => turn.Hang());
        using var http = new HttpClient(fake.Handler) { BaseAddress = FakeOpenCode.BaseUrl };
        using var client = new OpenCodeClient(http, new() { BaseUrl = FakeOpenCode.BaseUrl, MaxRetries = 0 });
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        fake.When(HttpMethod.Get, "/agent", FakeResponse.Never());
        var prompt = client.Session.PromptAsync(session.Id, "Go", cancellationToken);
        var agents = client.App.AgentsAsync(cancellationToken);
        await Poll.UntilAsync(() => fake.Prompts.Count == 1 && fake.Requests.Any(r => r.Path == "/agent"), cancellationToken);
        await fake.DisposeAsync();

        // The end of the turn can reach the caller before the end of the connection, or not.
        await Task.WhenAny(prompt).WaitAsync(cancellationToken);
        object? end = prompt.IsFaulted ? prompt.Exception.InnerException : ((AssistantMessage)(await prompt).Info).Error;
        Assert.That(end, Is.InstanceOf<OpenCodeConnectionException>().Or.InstanceOf<MessageAbortedError>());
        await Failure.OfAsync<OpenCodeConnectionException>(() => agents);
        await Failure.OfAsync<OpenCodeConnectionException>(() => client.Global.HealthAsync(cancellationToken));
    }

    [Test]
    public void Arguments_that_can_not_work_are_refused()
    {
        var fake = new FakeOpenCode();
        Assert.Throws<ArgumentException>(() => fake.When(HttpMethod.Get, "config", FakeResponse.Empty()));
        Assert.Throws<ArgumentOutOfRangeException>(() => fake.When(HttpMethod.Get, "/config", FakeResponse.Empty(), 0));
        Assert.Throws<ArgumentNullException>(() => fake.WhenPrompted((Action<FakeTurn>)null!));
        Assert.Throws<ArgumentException>(() => fake.GetMessages("ses_none"));
    }
}
