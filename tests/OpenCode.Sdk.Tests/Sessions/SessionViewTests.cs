using OpenCode.Models;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SessionViewTests
{
    internal const string Session = """{"id":"ses_1","slug":"s","projectID":"p","directory":"/","title":"T","version":"1","time":{"created":1,"updated":1}}""";
    private const string Status = """{"id":"evt_1","type":"session.status","properties":{"sessionID":"ses_1","status":{"type":"busy"}}}""";

    [Test]
    public async Task A_stream_that_may_not_connect_again_ends_the_view_and_says_so(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        await using var server = Server(async request =>
        {
            await end.Task;
            await request.EndStreamAsync();
        });
        using var client = StreamScript.Client(server.Url, StreamScript.Quick with { Reconnect = false });
        await using var view = await client.Session.OpenViewAsync("ses_1", cancellationToken: cancellationToken);
        end.SetResult();
        await Failure.OfAsync<InvalidOperationException>(() => view.Completion);
        Assert.That(view.Snapshot.Session.Title, Is.EqualTo("T"), "the last snapshot stays");
    }

    [Test]
    public async Task A_handler_that_fails_ends_its_view_and_not_the_hub(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = Server(async request =>
        {
            await go.Task;
            await request.SendEventAsync(Status);
            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var other = await client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        var changed = new TaskCompletionSource();
        other.Changed += (_, _) => changed.TrySetResult();
        await using var view = await client.Session.OpenViewAsync("ses_1", hub, cancellationToken);
        view.Changed += (_, _) => throw new InvalidOperationException("the handler's own");
        go.SetResult();
        var failure = await Failure.OfAsync<InvalidOperationException>(() => view.Completion);
        Assert.That(failure.Message, Is.EqualTo("the handler's own"));
        await changed.Task.WaitAsync(cancellationToken);
        Assert.That(other.Snapshot.Status, Is.InstanceOf<SessionStatusBusy>());
        Assert.That(other.Completion.IsCompleted, Is.False);
    }

    private static EventServer Server(Func<EventRequest, Task> play) => new(async request =>
    {
        switch (request.Path)
        {
            case "/event":
                await request.OpenStreamAsync();
                await request.SendEventAsync(StreamScript.Connected);
                await play(request);
                break;
            case "/session/ses_1":
                await request.JsonAsync(Session);
                break;
            case "/session/status":
                await request.JsonAsync("{}");
                break;
            default:
                await request.JsonAsync("[]");
                break;
        }
    });
}
