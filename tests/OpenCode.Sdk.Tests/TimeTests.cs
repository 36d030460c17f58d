using Microsoft.Extensions.Time.Testing;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Time limits.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TimeTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task A_call_may_take_a_day()
    {
        var released = new TaskCompletionSource();

        // A message for each request, as from a server; besides the call there are the looks at the server's version.
        using var client = TestClient.CreateAwaiting(
            async _ =>
            {
                await released.Task;
                return TestClient.Html("");
            },
            TestClient.Options with { TimeProvider = _time });
        var call = client.Path.GetAsync();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(call.IsCompleted, Is.False);
        released.SetResult();
        await Failure.OfAsync<OpenCodeProtocolException>(() => call);
    }

    [Test]
    public void Connections_of_the_clients_own_have_no_time_limit()
    {
        using var connection = Http.Connection.Create(TestClient.Options);
        Assert.That(connection.HttpClient.Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        using var through = Http.Connection.Through(new HttpClientHandler(), TestClient.Options);
        Assert.That(through.HttpClient.Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_limit_of_a_call_is_thrown_in_both_styles_and_named(bool inFieldsStyle)
    {
        using var client = Stuck(TestClient.Options);
        var patient = client.With(new() { Timeout = TimeSpan.FromSeconds(5) });
        Task call = inFieldsStyle ? patient.Fields.Path.GetAsync() : patient.Path.GetAsync();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(call.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        var failure = await Failure.OfAsync<TimeoutException>(() => call);
        Assert.That(failure.Message, Is.EqualTo("GET http://server.test/path exceeded its timeout of 00:00:05 (OpenCodeRequestOptions.Timeout)."));
    }

    [Test]
    public async Task The_limit_of_a_client_holds_for_its_calls()
    {
        using var client = Stuck(TestClient.Options with { Timeout = TimeSpan.FromMinutes(1) });
        var call = client.Path.GetAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await Failure.OfAsync<TimeoutException>(() => call);
    }

    [Test]
    public async Task Waits_between_tries_count_towards_the_limit()
    {
        using var client = TestClient.Create(_ => throw new HttpRequestException("refused"), TestClient.Options with { MaxRetries = 10, Timeout = TimeSpan.FromSeconds(0.1), TimeProvider = _time });
        var call = client.Path.GetAsync();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Failure.OfAsync<TimeoutException>(() => call);
    }

    [Test]
    public async Task The_callers_own_cancellation_is_no_timeout()
    {
        using var source = new CancellationTokenSource();
        using var client = Stuck(TestClient.Options with { Timeout = TimeSpan.FromMinutes(1) });
        var call = client.Path.GetAsync(source.Token);
        await source.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => call);
    }

    private OpenCodeClient Stuck(OpenCodeClientOptions options)
    {
        var handler = new StuckHandler();
        return new OpenCodeClient(handler, options with { TimeProvider = _time });
    }
}
