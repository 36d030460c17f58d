using OpenCode.Testing;

namespace OpenCode.Samples;

/// <summary>Tests an application with a server in memory. Copy the tests to your own project.</summary>
public sealed class ReviewBotTests
{
    [Test]
    public async Task The_answer_of_the_agent_is_the_comment()
    {
        await using var fake = new FakeOpenCode();
        fake.WhenPrompted("Review #42", turn => turn.Usage(input: 1_000, output: 20, cost: 0.01m).Text("LGTM"));

        var (comment, cost) = await new ReviewBot(fake.CreateClient()).ReviewAsync("#42");

        Assert.That((comment, cost), Is.EqualTo(("LGTM", 0.01m)));
        Assert.That(fake.Prompts.Single().Text, Is.EqualTo("Review #42"));
        Assert.That(fake.Sessions, Is.Empty, "The session is deleted.");
    }

    [Test]
    public async Task The_agent_may_not_change_anything()
    {
        await using var fake = new FakeOpenCode();
        fake.WhenPrompted(turn => turn
            .Tool("bash", """{"command":"git push"}""", tool => tool.AskPermission("git push").Return("pushed"))
            .Text("Looks good, but I could not push."));

        var (comment, _) = await new ReviewBot(fake.CreateClient()).ReviewAsync("#42");

        Assert.That(comment, Does.StartWith("Looks good"));
        Assert.That(fake.PermissionReplies.Single().Reply, Is.EqualTo(Models.PermissionReply.Reject));
    }

    [Test]
    public async Task An_error_of_the_provider_is_the_comment()
    {
        await using var fake = new FakeOpenCode();
        fake.WhenPrompted(turn => turn.Fail("insufficient credit", statusCode: 402));

        var (comment, _) = await new ReviewBot(fake.CreateClient()).ReviewAsync("#42");

        Assert.That(comment, Is.EqualTo("No review: insufficient credit"));
    }

    [Test]
    public async Task A_canceled_review_stops_the_agent()
    {
        await using var fake = new FakeOpenCode();
        using var cancel = new CancellationTokenSource();
        fake.WhenPrompted(turn => turn.Then(_ => cancel.Cancel()).Hang());

        Assert.That(async () => await new ReviewBot(fake.CreateClient()).ReviewAsync("#42", cancel.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(fake.Requests.Select(r => r.ToString()), Has.Some.EndsWith("/abort"));
    }
}
