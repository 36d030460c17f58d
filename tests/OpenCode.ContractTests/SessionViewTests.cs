using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Live copies of sessions, over connections that break and servers that are restarted.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SessionViewTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task A_view_shows_text_while_it_is_written(CancellationToken cancellationToken)
    {
        var mayFinish = new TaskCompletionSource();
        LiveServer.Scripts.Answer("write into a view", _ => SlowlyAsync(mayFinish.Task));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var view = await Client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(view.Snapshot.Messages, Is.Empty);
        Assert.That(view.Snapshot.IsCurrent, Is.True);
        await Client.Session.StartPromptAsync(session.Id, Text("write into a view"), cancellationToken);
        await WhenAsync(view, s => Written(s) == "Half ", cancellationToken);
        Assert.That(view.Snapshot.Status, Is.InstanceOf<SessionStatusBusy>());
        mayFinish.SetResult();
        await WhenAsync(view, s => s.Status is SessionStatusIdle && Written(s) == "Half full.", cancellationToken);
        await AssertIsTheServersAsync(Client, view, cancellationToken);
    }

    [Test]
    public async Task A_view_joins_in_the_middle_and_shows_what_is_asked(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("ask and list", request => request.FollowsTool ? new DemoText("Done.") : new DemoToolCall("bash", """{"command":"echo asked","description":"Says something"}"""));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var early = await Client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        await Client.Session.StartPromptAsync(session.Id, Text("ask and list"), cancellationToken);
        await WhenAsync(early, s => s.Permissions.Count == 1, cancellationToken);
        await using var late = await Client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(late.Snapshot.Permissions.Single().Id, Is.EqualTo(early.Snapshot.Permissions.Single().Id));
        await Client.Permission.ReplyAsync(late.Snapshot.Permissions[0].Id, new() { Reply = PermissionReply.Once }, cancellationToken);
        foreach (var view in new[] { early, late })
        {
            await WhenAsync(view, s => s.Permissions.Count == 0 && s.Status is SessionStatusIdle && Written(s) == "Done.", cancellationToken);
            await AssertIsTheServersAsync(Client, view, cancellationToken);
        }
    }

    [Test]
    public async Task No_part_is_lost_or_doubled_by_cuts(CancellationToken cancellationToken)
    {
        const int Prompts = 6;
        LiveServer.Scripts.Answer("cut view", request => request.FollowsTool
            ? Enumerable.Range(0, 40).Select(i => (DemoChunk)new DemoText($"word{i} ")).ToAsyncEnumerable()
            : new DemoChunk[] { new DemoText("First "), new DemoText("a tool."), new DemoToolCall("bash", """{"command":"echo cut","description":"Says something"}""") }.ToAsyncEnumerable());
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        var random = new Random(815);
        proxy.Plan([.. Enumerable.Range(0, 30).Select(_ => Fault.CutAfter(random.Next(300, 6_000)))]);
        using var client = LiveServer.ClientThrough(proxy, longestDelay: TimeSpan.FromMilliseconds(5));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var watching = Client.Permission.WatchAsync((request, _) => Task.FromResult(request.SessionId == session.Id ? PermissionDecision.AllowOnce : default), PermissionPolicy.Ask, stop.Token);
        await using var view = await client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        for (var i = 1; i <= Prompts; i++)
        {
            await Client.Session.PromptAsync(session.Id, Text("cut view"), cancellationToken);
            await WhenAsync(view, s => s is { IsCurrent: true, Status: SessionStatusIdle } && s.Messages.Count == i * 3 && s.Messages[^1].Parts.OfType<StepFinishPart>().Any(), cancellationToken);
        }

        Assert.That(proxy.Streams, Is.GreaterThan(Prompts), "there were cuts");
        await AssertIsTheServersAsync(Client, view, cancellationToken);
        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => watching);
    }

    [Test]
    public async Task A_view_survives_a_server_that_is_killed_and_restarted(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("before or after", new DemoText("Said."));
        var options = LiveServer.Options() with { Password = "restart-5678" };
        await using var first = await OpenCodeServer.StartAsync(options, cancellationToken);
        using var client = first.CreateClient(new() { EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) } });
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        await client.Session.PromptAsync(session.Id, Text("before or after"), cancellationToken);
        await using var view = await client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        Assert.That(view.Snapshot.Messages, Has.Count.EqualTo(2));
        await first.StopAsync(cancellationToken);
        await WhenAsync(view, s => !s.IsCurrent, cancellationToken);
        await using var second = await OpenCodeServer.StartAsync(options with { Port = first.Url.Port }, cancellationToken);
        await WhenAsync(view, s => s.IsCurrent, cancellationToken);
        await client.Session.PromptAsync(session.Id, Text("before or after"), cancellationToken);
        await WhenAsync(view, s => s.Messages.Count == 4 && s.Status is SessionStatusIdle && s.Messages[^1].Parts.OfType<StepFinishPart>().Any(), cancellationToken);
        await AssertIsTheServersAsync(client, view, cancellationToken);
    }

    [Test]
    public async Task A_view_of_no_session_is_refused_and_leaves_no_stream(CancellationToken cancellationToken)
    {
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        using var client = LiveServer.ClientThrough(proxy);
        await Failure.OfAsync<OpenCodeApiException>(() => client.Session.OpenViewAsync("ses_none", cancellationToken: cancellationToken));
        await proxy.WhenOpenAsync(0, cancellationToken);
        await Failure.OfAsync<ArgumentException>(() => client.Session.OpenViewAsync("", cancellationToken: cancellationToken));
    }

    [Test]
    public async Task T16_A_view_of_a_session_that_is_deleted_ends(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await using var view = await Client.Session.OpenViewAsync(session.Id, cancellationToken: cancellationToken);
        await Client.Session.DeleteAsync(session.Id, cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeSessionDeletedException>(() => view.Completion.WaitAsync(cancellationToken));
        Assert.That(failure.SessionId, Is.EqualTo(session.Id));
        Assert.That(view.Snapshot, Has.Property(nameof(SessionSnapshot.IsDeleted)).True.And.Property(nameof(SessionSnapshot.IsCurrent)).False);
    }

    [Test]
    public async Task T11_One_hub_serves_directories_however_they_are_called(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("through one hub", new DemoText("Said."));
        var folder = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "linked")).FullName;
        var link = Path.Combine(LiveServer.Folder, "link");
        File.CreateSymbolicLink(link, folder);
        await using var hub = Client.CreateGlobalEventHub();
        foreach (var client in new[] { Client, Client.In(LiveServer.Project + "/"), Client.In(Path.Combine(LiveServer.Project, "src")), Client.In(link), Client.In($"{folder}/../linked") })
        {
            var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
            await using var view = await client.Session.OpenViewAsync(session.Id, hub, cancellationToken);
            await client.Session.StartPromptAsync(session.Id, Text("through one hub"), cancellationToken);
            await WhenAsync(view, s => s.Status is SessionStatusIdle && Written(s) == "Said.", cancellationToken);
            await AssertIsTheServersAsync(client, view, cancellationToken);
        }
    }

    private static SessionPromptRequest Text(string text) => new() { Parts = [new TextPartInput { Text = text }] };

    private static string Written(SessionSnapshot snapshot) =>
        snapshot.Messages.LastOrDefault(m => m.Info is AssistantMessage)?.Parts.OfType<TextPart>().LastOrDefault()?.Text ?? "";

    private static async IAsyncEnumerable<DemoChunk> SlowlyAsync(Task mayFinish)
    {
        yield return new DemoText("Half ");
        await mayFinish;
        yield return new DemoText("full.");
    }

    private static async Task WhenAsync(SessionView view, Func<SessionSnapshot, bool> predicate, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        view.Changed += Look;
        Look(null, EventArgs.Empty);
        await await Task.WhenAny(done.Task, view.Completion).WaitAsync(cancellationToken);
        view.Changed -= Look;

        void Look(object? sender, EventArgs e)
        {
            if (predicate(view.Snapshot))
            {
                done.TrySetResult();
            }
        }
    }

    /// <summary>The order of members does not matter, and neither does a title that the server makes up meanwhile.</summary>
    private static async Task AssertIsTheServersAsync(OpenCodeClient client, SessionView view, CancellationToken cancellationToken)
    {
        var expected = await client.Session.MessagesAsync(view.SessionId, cancellationToken: cancellationToken);
        var actual = view.Snapshot.Messages;
        Assert.That(actual.Select(m => m.Parts.Count), Is.EqualTo(expected.Select(m => m.Parts.Count)));
        for (var i = 0; i < expected.Count; i++)
        {
            foreach (var (mine, theirs) in actual[i].Parts.Zip(expected[i].Parts))
            {
                Assert.That(JToken.DeepEquals(Json(mine), Json(theirs)), Is.True, $"{Json(mine)} is not {Json(theirs)}");
            }
        }
    }

    private static JToken Json(Part part) => JToken.Parse(System.Text.Encoding.UTF8.GetString(OpenCodeJson.Write(part)));
}
