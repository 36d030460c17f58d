using OpenCode.Events;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>Streams that are cut, refused, silenced and restarted on their way through a faulty proxy.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ReconnectTests
{
    private static readonly Fault[] s_faults =
    [
        Fault.CutAfter(700), Fault.HalfCloseAfter(700), Fault.Answer(503), Fault.Answer(502), Fault.CutAfter(0), new() { SplitsEveryByte = true, Bytes = 700 },
    ];

    [TestCaseSource(nameof(s_faults))]
    public async Task A_stream_survives(Fault fault, CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.CutAfter(400), fault, fault);
        using var client = StreamScript.Client(proxy.Url);
        var seen = new List<Event>();
        await foreach (var e in client.Event.SubscribeAsync(cancellationToken))
        {
            seen.Add(e);
            if (proxy.Streams == 4 && StreamScript.Number(e) is { } number && number % 20 == 0)
            {
                break;
            }
        }

        var numbers = seen.Select(StreamScript.Number).OfType<int>().ToList();
        Assert.That(numbers, Is.Ordered.Ascending.And.Unique);
        Assert.That(seen.OfType<StreamGapEvent>().Count(), Is.InRange(1, 3));
        Assert.That(seen.OfType<StreamGapEvent>().Select(g => g.Properties.Attempts), Has.All.GreaterThan(0));
    }

    [Test]
    public async Task A_clean_end_is_not_the_end(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(2, request => request.EndStreamAsync());
        using var client = StreamScript.Client(server.Url);
        var seen = await StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 7, cancellationToken);
        Assert.That(seen, Is.EqualTo(new[] { "server.connected", "1", "2", "gap", "server.connected", "3", "4" }));
    }

    [Test]
    public async Task A_restart_on_the_same_address_is_survived(CancellationToken cancellationToken)
    {
        var first = StreamScript.Counting(1, request => request.StayOpenAsync());
        using var client = StreamScript.Client(first.Url);
        await using var events = client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        await events.MoveNextAsync();
        var port = first.Url.Port;
        await first.DisposeAsync();
        await using var second = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            await request.StayOpenAsync();
        }, port);
        await events.MoveNextAsync();
        Assert.That(events.Current, Is.InstanceOf<StreamGapEvent>());
        await events.MoveNextAsync();
        Assert.That(events.Current, Is.InstanceOf<ServerConnectedEvent>());
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    public async Task A_no_of_the_server_is_final(int status, CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.CutAfter(300), Fault.Answer(status));
        var monitor = new EventStreamMonitor();
        using var client = StreamScript.Client(proxy.Url, StreamScript.Quick with { Monitor = monitor });
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, cancellationToken));
        Assert.That((int)failure.StatusCode, Is.EqualTo(status));
        Assert.That(monitor.State, Is.EqualTo(EventStreamState.Closed));
        Assert.That(monitor.Current!.Reason, Is.SameAs(failure));
    }

    [Test]
    public async Task A_page_instead_of_a_stream_is_final(CancellationToken cancellationToken)
    {
        await using var server = new EventServer(request => request.AnswerAsync("200 OK", "text/html", "<!doctype html>"));
        using var client = StreamScript.Client(server.Url);
        await Failure.OfAsync<OpenCodeProtocolException>(() => StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 1, cancellationToken));
    }

    [Test]
    public async Task A_stream_that_never_was_fails_like_any_call(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan(Fault.Answer(503));
        using var client = StreamScript.Client(proxy.Url);
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => StreamScript.TakeAsync(client.With(new() { MaxRetries = 0 }).Event.SubscribeAsync(cancellationToken), 1, cancellationToken));
        Assert.That((int)failure.StatusCode, Is.EqualTo(503));
        Assert.That(proxy.Streams, Is.EqualTo(1));
    }

    [Test]
    public async Task Attempts_can_be_limited(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan([Fault.CutAfter(300), .. Enumerable.Repeat(Fault.Answer(503), 3)]);
        using var client = StreamScript.Client(proxy.Url, StreamScript.Quick with { MaxAttempts = 3 });
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, cancellationToken));
        Assert.That((int)failure.StatusCode, Is.EqualTo(503));
        Assert.That(proxy.Streams, Is.EqualTo(4));
    }

    [Test]
    public async Task The_time_without_a_stream_can_be_limited(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan([Fault.CutAfter(300), .. Enumerable.Repeat(Fault.Answer(503), 10)]);
        var time = new SignallingTime();
        using var client = StreamScript.Client(proxy.Url, new EventStreamOptions { MaxOutage = TimeSpan.FromSeconds(1), ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, cancellationToken);
        var waited = TimeSpan.Zero;
        while (!reading.IsCompleted)
        {
            var delay = time.WhenWaitedAsync(_ => true, cancellationToken);
            if (await Task.WhenAny(delay, reading) == delay)
            {
                waited += await delay;
                time.Advance(await delay);
            }
        }

        await Failure.OfAsync<OpenCodeApiException>(() => reading);
        Assert.That(waited, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(1)).And.GreaterThan(TimeSpan.FromMilliseconds(125)));
    }

    [Test]
    public async Task Waits_double_up_to_a_limit_and_start_anew_after_a_good_connection(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(20, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        proxy.Plan([Fault.CutAfter(300), .. Enumerable.Repeat(Fault.Answer(503), 8), Fault.CutAfter(500)]);
        var time = new SignallingTime();
        using var client = StreamScript.Client(proxy.Url, new EventStreamOptions { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, stop.Token);
        for (var attempt = 0; attempt < 9; attempt++)
        {
            var longest = TimeSpan.FromMilliseconds(Math.Min(250 * Math.Pow(2, attempt), 30_000));
            var delay = await time.WhenWaitedAsync(_ => true, cancellationToken);
            Assert.That(delay, Is.InRange(longest / 2, longest), $"attempt {attempt}");
            time.Advance(delay);
        }

        var anew = await time.WhenWaitedAsync(_ => true, cancellationToken);
        Assert.That(anew, Is.InRange(TimeSpan.FromMilliseconds(125), TimeSpan.FromMilliseconds(250)));
        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => reading);
    }

    [Test]
    public async Task A_server_that_greets_and_hangs_up_is_not_hammered(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(0, request => request.EndStreamAsync());
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, stop.Token);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var delay = await time.WhenWaitedAsync(_ => true, cancellationToken);
            Assert.That(delay, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(125 * Math.Pow(2, attempt))));
            time.Advance(delay);
        }

        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => reading);
    }

    [Test]
    public async Task Silence_counts_as_a_loss(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.StayOpenAsync());
        await using var proxy = new FaultProxy(server.Url);
        var time = new SignallingTime();
        using var client = StreamScript.Client(proxy.Url, new EventStreamOptions(), time);
        await using var events = client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await events.MoveNextAsync();
        await events.MoveNextAsync();
        var next = events.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.That(next.IsCompleted, Is.False);
        Assert.That(proxy.OpenStreams, Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(0.2));
        time.Advance(await time.WhenWaitedAsync(wait => wait < TimeSpan.FromSeconds(1), cancellationToken));
        Assert.That(await next, Is.True);
        Assert.That(((StreamGapEvent)events.Current).Properties.Reason, Is.EqualTo($"GET {proxy.Url}event sent no data for 30 seconds (EventStreamOptions.IdleTimeout)."));
    }

    /// <summary>Whatever bytes come, a heartbeat or a comment, they are heard.</summary>
    [Test]
    public void Each_sound_breaks_the_silence()
    {
        var time = new SignallingTime();
        var isSilent = false;
        using var watch = new IdleMonitor(TimeSpan.FromSeconds(30), time, () => isSilent = true);
        for (var i = 0; i < 5; i++)
        {
            watch.Listen();
            time.Advance(TimeSpan.FromSeconds(29));
            watch.ReportActivity();
            time.Advance(TimeSpan.FromSeconds(45));
        }

        watch.Listen();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.That(isSilent, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(isSilent, Is.True);
    }

    [Test]
    public async Task A_slow_reader_is_no_silence(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(3, request => request.StayOpenAsync());
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions(), time);
        var seen = new List<string>();
        await foreach (var e in client.Event.SubscribeAsync(cancellationToken))
        {
            time.Advance(TimeSpan.FromMinutes(10));
            seen.Add(StreamScript.Text(e));
            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.That(seen, Is.EqualTo(new[] { "server.connected", "1", "2", "3" }));
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_left(CancellationToken cancellationToken)
    {
        var count = 0;
        await using var server = new EventServer(async request =>
        {
            if (++count == 1)
            {
                await request.StayOpenAsync();
            }

            await request.OpenStreamAsync();
            await request.SendEventAsync(StreamScript.Connected);
            await request.StayOpenAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions(), time);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 1, cancellationToken);
        await time.WhenWaitedAsync(wait => wait == TimeSpan.FromSeconds(10), cancellationToken);
        time.Advance(TimeSpan.FromSeconds(10));
        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => reading);
        Assert.That(failure.Message, Does.Contain("The server did not respond to GET"));
    }

    [Test]
    public async Task Gaps_need_not_be_announced(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.EndStreamAsync());
        using var client = StreamScript.Client(server.Url, StreamScript.Quick with { AnnounceGaps = false });
        var seen = await StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), 4, cancellationToken);
        Assert.That(seen, Is.EqualTo(new[] { "server.connected", "1", "server.connected", "2" }));
    }

    [Test]
    public async Task A_stream_need_not_connect_again(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, request => request.EndStreamAsync());
        using var client = StreamScript.Client(server.Url, StreamScript.Quick with { Reconnect = false });
        var seen = await StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, cancellationToken);
        Assert.That(seen, Is.EqualTo(new[] { "server.connected", "1" }));
    }

    [Test]
    public async Task The_server_may_say_how_long_to_wait(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(1, async request =>
        {
            await request.SendAsync("retry: 8000\n\n");
            await request.EndStreamAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, stop.Token);
        Assert.That(await time.WhenWaitedAsync(_ => true, cancellationToken), Is.InRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)));
        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => reading);
    }

    [Test]
    public async Task A_server_that_greets_and_hangs_up_for_too_long_is_given_up(CancellationToken cancellationToken)
    {
        await using var server = StreamScript.Counting(0, async request =>
        {
            await request.SendAsync("retry: 0\n\n");
            await request.EndStreamAsync();
        });
        var time = new SignallingTime();
        using var client = StreamScript.Client(server.Url, new EventStreamOptions { MaxOutage = TimeSpan.FromSeconds(5), ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan }, time);
        var reading = StreamScript.TakeAsync(client.Event.SubscribeAsync(cancellationToken), int.MaxValue, cancellationToken);
        while (!reading.IsCompleted)
        {
            var delay = time.WhenWaitedAsync(_ => true, cancellationToken);
            if (await Task.WhenAny(delay, reading) == delay)
            {
                Assert.That(await delay, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(125)), "0 is no wait");
                time.Advance(await delay);
            }
        }

        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => reading);
        Assert.That(failure.Message, Does.StartWith("The server ended the stream"));
    }

    [Test]
    public void Waits_stay_within_their_limit_for_ever() =>
        Assert.That(Calls.Backoff.Jittered(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), int.MaxValue), Is.InRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)));
}
