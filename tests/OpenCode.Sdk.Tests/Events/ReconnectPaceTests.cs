using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>T20: nothing a server does makes a stream connect again without a pause.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ReconnectPaceTests
{
    private const int Connections = 30;

    private static readonly EventStreamOptions s_options = new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan };

    [TestCase("retry: 1\n\n", 0, 250, 50)]
    [TestCase("retry: 1\n\n", 2, 250, 50)]
    [TestCase("retry: 99\n\n", 2, 250, 50)]
    [TestCase("retry: 1\n\n", 2, 20, 10)]
    [TestCase("retry: 0\n\n", 2, 250, 125)]
    [TestCase("retry: -1\n\n", 2, 250, 125)]
    [TestCase("retry: 99999999999999999999\n\n", 2, 250, 125)]
    [TestCase(": nothing\n\n", 0, 250, 125)]
    [TestCase(": nothing\n\n", 2, 250, 125)]
    public async Task T20_A_stream_that_ends_again_and_again_is_not_hot(string last, int events, int firstDelay, int shortest, CancellationToken cancellationToken)
    {
        var count = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var server = StreamScript.Counting(events, async request =>
        {
            if (++count > Connections)
            {
                await stop.CancelAsync();
            }

            await request.SendAsync(last);
            await request.EndStreamAsync();
        });
        var time = new InstantTime();
        using var client = StreamScript.Client(server.Url, s_options with { InitialDelay = TimeSpan.FromMilliseconds(firstDelay) }, time);
        await Failure.OfAsync<OperationCanceledException>(() => StreamScript.TakeAsync(client.Event.SubscribeAsync(stop.Token), int.MaxValue, stop.Token));
        Assert.That(time.Waits, Has.Count.GreaterThanOrEqualTo(Connections));
        Assert.That(time.Waits, Has.All.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(shortest)));
    }

    [Test]
    public async Task T20_A_stream_that_ends_without_a_greeting_is_not_hot(CancellationToken cancellationToken)
    {
        var count = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var server = new EventServer(async request =>
        {
            if (++count > Connections)
            {
                await stop.CancelAsync();
            }

            await request.OpenStreamAsync();
            await request.EndStreamAsync();
        });
        var time = new InstantTime();
        using var client = StreamScript.Client(server.Url, s_options, time);
        await Failure.OfAsync<OperationCanceledException>(() => StreamScript.TakeAsync(client.Event.SubscribeAsync(stop.Token), int.MaxValue, stop.Token));
        Assert.That(time.Waits, Has.All.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(125)));
    }

    /// <summary>A stream that can be resumed is quietly requested again after silence, which may be as short as the caller likes.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task T20_A_stream_that_is_silent_again_and_again_is_not_hot(bool opens, CancellationToken cancellationToken)
    {
        await using var server = new EventServer(async request =>
        {
            if (opens)
            {
                await request.OpenStreamAsync();
            }

            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { IdleTimeout = TimeSpan.FromMilliseconds(5) }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync();
        for (var i = 0; i < 5; i++)
        {
            var start = time.GetUtcNow();
            TimeSpan wait;
            do
            {
                wait = await time.WhenWaitedAsync(_ => true, cancellationToken);
                time.Advance(wait);
            }
            while (wait <= TimeSpan.FromMilliseconds(5));

            Assert.That(time.GetUtcNow() - start, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(250)));
        }

        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => reading);

        async Task ReadAsync()
        {
            await foreach (var e in client.V2.Session.EventsAsync("ses_1", cancellationToken: stop.Token))
            {
                Assert.Fail($"There is no {e}.");
            }
        }
    }
}
