using OpenCode.Sdk.Tests.Events;
using OpenCode.Sessions;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>Changes that are reported less often than they occur.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ChangeIntervalTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    [Test]
    public async Task Changes_are_told_at_once_and_then_after_the_interval_including_the_last(CancellationToken cancellationToken)
    {
        var time = new SignallingTime();
        var told = 0;
        var notifier = new ChangeNotifier(() => told++, e => Assert.Fail(e.Message), s_interval, time, cancellationToken);
        for (var round = 1; round <= 3; round++)
        {
            notifier.Notify();
            await time.WhenWaitedAsync(wait => wait == s_interval, cancellationToken);
            Assert.That(told, Is.EqualTo((2 * round) - 1), "the first change is told at once");
            notifier.Notify();
            notifier.Notify();
            notifier.Notify();
            time.Advance(s_interval - TimeSpan.FromMilliseconds(1));
            Assert.That(told, Is.EqualTo((2 * round) - 1));
            time.Advance(TimeSpan.FromMilliseconds(1));
            await time.WhenWaitedAsync(wait => wait == s_interval, cancellationToken);
            Assert.That(told, Is.EqualTo(2 * round), "the last change is told after the interval");
            time.Advance(s_interval);
        }
    }

    [Test]
    public async Task Nothing_is_told_after_the_end(CancellationToken cancellationToken)
    {
        var time = new SignallingTime();
        var told = 0;
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var notifier = new ChangeNotifier(() => told++, e => Assert.Fail(e.Message), s_interval, time, closing.Token);
        notifier.Notify();
        await time.WhenWaitedAsync(wait => wait == s_interval, cancellationToken);
        notifier.Notify();
        notifier.Close();
        time.Advance(s_interval);
        await closing.CancelAsync();
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public async Task A_view_with_an_interval_reports_its_last_change(CancellationToken cancellationToken)
    {
        const int Sent = 200;
        var go = new TaskCompletionSource();
        await using var server = ViewServer.Create(async request =>
        {
            await go.Task;
            for (var i = 0; i < Sent; i++)
            {
                await request.SendEventAsync("""{"id":"evt_NUMBER","type":"session.updated","properties":{"sessionID":"ses_1","info":INFO}}""".Replace("INFO", SessionViewTests.Session.Replace("\"T\"", "\"NUMBER\"")).Replace("NUMBER", $"{i}"));
            }

            await request.StayOpenAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        await using var view = await client.Session.OpenViewAsync("ses_1", new() { Hub = hub, ChangeInterval = TimeSpan.FromMilliseconds(1) }, cancellationToken);
        Assert.That(hub.ReaderCount, Is.EqualTo(1));
        var last = new TaskCompletionSource();
        view.Changed += (_, _) =>
        {
            if (view.Snapshot.Session.Title == $"{Sent - 1}")
            {
                last.TrySetResult();
            }
        };
        go.SetResult();
        await last.Task.WaitAsync(cancellationToken);
    }

    [Test]
    public void Options_that_can_not_work_are_refused()
    {
        using var client = new OpenCodeClient();
        using var other = new OpenCodeClient(new Uri("http://localhost:4097"));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.Session.OpenViewAsync("ses_1", new() { ChangeInterval = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.Session.OpenViewAsync("ses_1", new() { ChangeInterval = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentException>(() => client.Session.OpenViewAsync("ses_1", new() { Hub = other.CreateEventHub() }));
        Assert.Throws<ArgumentException>(() => client.Session.OpenViewAsync("", options: null));
    }
}
