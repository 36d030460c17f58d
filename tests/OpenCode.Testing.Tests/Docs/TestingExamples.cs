#region usings
using OpenCode;
using OpenCode.Testing;
#endregion
using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Models;

namespace OpenCode.Testing.Tests.Docs;

/// <summary>The examples of docs/testing-your-code.md, and the program in the readme of this package.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TestingExamples
{
    [Test]
    public async Task Readme()
    {
        #region program
        await using var fake = new FakeOpenCode();
        fake.WhenPrompted(turn => turn
            .Tool("bash", """{"command":"dotnet test"}""", tool => tool.AskPermission("dotnet test").Return("Passed!"))
            .Text("LGTM"));

        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync();
        var result = await client.Session.RunAsync(session.Id, "Review", new TurnOptions { PermissionPolicy = PermissionPolicy.AllowOnce });

        Console.WriteLine($"{fake.Prompts[0].Text}: {result.Text}");                                                // Review: LGTM
        Console.WriteLine($"{fake.PermissionReplies[0].Request.Patterns[0]}: {fake.PermissionReplies[0].Reply}");   // dotnet test: once
        #endregion
        Assert.That($"{fake.Prompts[0].Text}: {result.Text}", Is.EqualTo("Review: LGTM"));
        Assert.That($"{fake.PermissionReplies[0].Request.Patterns[0]}: {fake.PermissionReplies[0].Reply}", Is.EqualTo("dotnet test: once"));
    }

    [Test]
    public async Task Script(CancellationToken cancellationToken)
    {
        #region script
        await using var fake = new FakeOpenCode();
        fake.WhenPrompted(turn => turn.Text("LGTM"));
        OpenCodeClient client = fake.CreateClient();
        #endregion
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That((await client.Session.RunAsync(session.Id, "Review", null, cancellationToken)).Text, Is.EqualTo("LGTM"));
    }

    [Test]
    public async Task Responses(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        #region responses
        fake.When(HttpMethod.Get, "/vcs", FakeResponse.Model(new VcsInfo { Branch = "main" }));
        fake.When(HttpMethod.Post, "/session", FakeResponse.Error(HttpStatusCode.ServiceUnavailable, "UnknownError", "try later"), times: 1);
        fake.When(HttpMethod.Get, "/session/{id}", request => request.Path.EndsWith("ses_1") ? FakeResponse.Json("{}") : null);
        fake.When(HttpMethod.Get, "/agent", FakeResponse.Never());
        #endregion
        var client = fake.CreateClient();
        Assert.That((await client.Vcs.GetAsync(cancellationToken)).Branch, Is.EqualTo("main"));
        Assert.That((await client.Fields.Session.CreateAsync(cancellationToken: cancellationToken)).Error!.Message, Does.StartWith("try later"));
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That((await client.Session.GetAsync(session.Id, cancellationToken)).Id, Is.EqualTo(session.Id));
        Assert.That((await client.Fields.Session.GetAsync("ses_1", cancellationToken)).Error, Is.TypeOf<OpenCodeProtocolException>());
        Assert.That(async () => await client.With(new() { Timeout = TimeSpan.FromMilliseconds(1) }).App.AgentsAsync(cancellationToken), Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task Time(CancellationToken cancellationToken)
    {
        #region time
        var time = new FakeTimeProvider();
        await using var fake = new FakeOpenCode(new() { TimeProvider = time });
        #endregion
        fake.WhenPrompted(turn => turn.Delay(TimeSpan.FromHours(1)).Text("LGTM"));
        var client = fake.CreateClient();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        var run = client.Session.RunAsync(session.Id, "Review", null, cancellationToken);
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.That((await run).Text, Is.EqualTo("LGTM"));
    }
}
