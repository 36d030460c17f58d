using OpenCode.Models;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Sdk.Tests.Pages;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>Sessions that are deleted while they are watched, and sessions that are large.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SessionViewEndTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task T16_A_view_of_a_session_that_is_deleted_ends_at_once(bool hasHub, CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = ViewServer.Create(async request =>
        {
            await go.Task;
            await request.SendEventAsync(ViewServer.Deleted("ses_1"));
            await request.StayOpenAsync();
        });
        await using var proxy = new FaultProxy(server.Url);
        using var client = StreamScript.Client(proxy.Url);
        await using var hub = client.CreateEventHub();
        await using var view = await client.Session.OpenViewAsync("ses_1", hasHub ? hub : null, cancellationToken);
        go.SetResult();
        var failure = await Failure.OfAsync<OpenCodeSessionDeletedException>(() => view.Completion.WaitAsync(cancellationToken));
        Assert.That(failure.SessionId, Is.EqualTo("ses_1"));
        Assert.That(view.Snapshot.IsDeleted, Is.True);
        Assert.That(view.Snapshot.IsCurrent, Is.False);
        Assert.That(view.Snapshot.Session.Title, Is.EqualTo("T"), "the last snapshot stays");
        await proxy.WhenOpenAsync(0, cancellationToken);
    }

    [Test]
    public async Task T16_A_view_of_a_session_that_was_deleted_during_a_gap_ends_with_the_repair(CancellationToken cancellationToken)
    {
        var isGone = false;
        var streams = 0;
        var go = new TaskCompletionSource();
        await using var server = ViewServer.Create(
            async request =>
            {
                if (++streams == 1)
                {
                    await go.Task;
                    await request.EndStreamAsync();
                }

                await request.StayOpenAsync();
            },
            isGone: () => Volatile.Read(ref isGone));
        using var client = StreamScript.Client(server.Url);
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        Volatile.Write(ref isGone, true);
        go.SetResult();
        var failure = await Failure.OfAsync<OpenCodeSessionDeletedException>(() => view.Completion.WaitAsync(cancellationToken));
        Assert.That(failure.SessionId, Is.EqualTo("ses_1"));
        Assert.That(view.Snapshot.IsDeleted, Is.True);
        Assert.That(view.Snapshot.IsCurrent, Is.False);
    }

    [Test]
    public async Task T16_The_end_of_another_session_is_no_end(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = ViewServer.Create(async request =>
        {
            await go.Task;
            await request.SendEventAsync(ViewServer.Deleted("ses_2"));
            await request.SendEventAsync(ViewServer.Status("ses_1", "busy"));
            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        var busy = new TaskCompletionSource();
        view.Changed += (_, _) =>
        {
            if (view.Snapshot.Status is SessionStatusBusy)
            {
                busy.TrySetResult();
            }
        };
        go.SetResult();
        await busy.Task.WaitAsync(cancellationToken);
        Assert.That(view.Snapshot, Has.Property(nameof(SessionSnapshot.IsDeleted)).False.And.Property(nameof(SessionSnapshot.IsCurrent)).True);
    }

    [Test]
    public async Task T12_A_session_larger_than_a_response_may_be_can_be_opened(CancellationToken cancellationToken)
    {
        const long MaxResponseBytes = 20_000;
        var messages = new MessageServer(MessagePaging.Cursors);
        messages.Add(30, length: 9_000);
        using var client = TestClient.Create(
            request => request.RequestUri!.AbsolutePath switch
            {
                "/event" => TestClient.Events($"data: {StreamScript.Connected}\n\n"),
                "/session/ses_1" => TestClient.Json(SessionViewTests.Session),
                "/session/ses_1/message" => messages.Answer(request),
                "/session/status" => TestClient.Json("{}"),
                _ => TestClient.Json("[]"),
            },
            TestClient.Options with { MaxResponseBytes = MaxResponseBytes });
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        Assert.That(view.Snapshot.Messages.Select(m => ((UserMessage)m.Info).Id), Is.EqualTo(messages.Messages.Select(m => m.Id)));
        Assert.That(view.Snapshot.Messages.SelectMany(m => m.Parts).OfType<TextPart>().Sum(p => p.Text.Length), Is.GreaterThan(MaxResponseBytes));
    }

    [Test]
    public async Task Events_that_can_not_be_read_do_not_make_a_view_read_the_session_without_a_pause(CancellationToken cancellationToken)
    {
        const int Unreadable = 200;
        var go = new TaskCompletionSource();
        var requests = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = ViewServer.Create(
            async request =>
            {
                await go.Task;
                for (var i = 0; i < Unreadable; i++)
                {
                    await request.SendEventAsync("{ no JSON");
                }

                await request.SendEventAsync("""{"id":"evt_h","type":"server.heartbeat","properties":{}}""");
                await request.SendEventAsync(ViewServer.Status("ses_1", "busy"));
                await request.StayOpenAsync();
            },
            requests: requests);
        using var client = StreamScript.Client(server.Url, new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, new SignallingTime());
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        var busy = new TaskCompletionSource();
        view.Changed += (_, _) =>
        {
            if (view.Snapshot is { Status: SessionStatusBusy, IsCurrent: true })
            {
                busy.TrySetResult();
            }
        };
        go.SetResult();
        await busy.Task.WaitAsync(cancellationToken);
        Assert.That(requests.Count(path => path == "/session/ses_1"), Is.LessThanOrEqualTo(3), "once to open, once for the first, once with the heartbeat");
    }
}
