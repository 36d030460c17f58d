using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>What is sent again, how often and after what wait.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class RetryTests
{
    private static readonly HttpStatusCode[] s_passing = [HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    private InstantTime _time = new();
    private int _sent;

    [SetUp]
    public void Reset()
    {
        _sent = 0;
        _time = new InstantTime();
    }

    [TestCaseSource(nameof(s_passing))]
    public async Task A_call_that_only_reads_is_sent_again_after_a_passing_status(HttpStatusCode status)
    {
        using var client = Client(n => n < 3 ? new HttpResponseMessage(status) : TestClient.Json("""{"healthy":true,"version":"1"}"""));
        Assert.That((await client.Global.HealthAsync()).Healthy, Is.True);
        Assert.That(_sent, Is.EqualTo(3));
    }

    [Test]
    public async Task A_call_that_only_reads_is_sent_again_when_there_is_no_connection()
    {
        using var client = Client(n => n < 3 ? throw new HttpRequestException("refused") : TestClient.Json("""{"healthy":true,"version":"1"}"""));
        Assert.That((await client.Global.HealthAsync()).Healthy, Is.True);
        Assert.That(_sent, Is.EqualTo(3));
    }

    [Test]
    public async Task A_call_that_only_reads_is_sent_again_when_its_answer_breaks_off()
    {
        using var client = Client(n => n < 2 ? new HttpResponseMessage { Content = BrokenContent() } : TestClient.Json("""{"healthy":true,"version":"1"}"""));
        Assert.That((await client.Global.HealthAsync()).Healthy, Is.True);
        Assert.That(_sent, Is.EqualTo(2));
    }

    [Test]
    public async Task A_stream_is_connected_again_too()
    {
        using var client = Client(n => n < 2 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : TestClient.Events("data: {\"id\":\"1\",\"type\":\"x\"}\n\n"));
        await using var events = client.Event.SubscribeAsync().GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync(), Is.True);
    }

    [Test]
    public async Task The_last_failure_is_what_the_caller_gets()
    {
        using var client = Client(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync())).StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(_sent, Is.EqualTo(3));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.Unauthorized)]
    [TestCase(HttpStatusCode.NotFound)]
    [TestCase(HttpStatusCode.InternalServerError)]
    public async Task Other_statuses_are_final(HttpStatusCode status)
    {
        // What is asked besides is whether the server has the operation at all.
        var calls = 0;
        using var client = TestClient.Create(
            request =>
            {
                calls += request.RequestUri!.AbsolutePath == "/path" ? 1 : 0;
                return new HttpResponseMessage(status);
            },
            TestClient.Options with { MaxRetries = 2, TimeProvider = _time });
        await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task What_changes_something_is_never_sent_again()
    {
        using var client = Client(n => n % 2 == 0 ? throw new HttpRequestException("refused") : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        Func<OpenCodeClient, Task>[] calls =
        [
            c => c.Session.PromptAsync("ses_1", new() { Parts = [] }),
            c => c.Session.UpdateAsync("ses_1", new()),
            c => c.Session.DeleteAsync("ses_1"),
            c => c.Auth.RemoveAsync("provider"),
            c => c.Config.UpdateAsync(new()),
        ];
        foreach (var call in calls)
        {
            _sent = 0;
            await Failure.OfAsync<OpenCodeException>(() => call(client));
            Assert.That(_sent, Is.EqualTo(1));
        }

        Assert.That(_time.Waits, Is.Empty);
    }

    [Test]
    public async Task What_changes_something_is_sent_again_with_its_body_if_the_call_asks_for_it()
    {
        var bodies = new List<string>();
        using var client = TestClient.CreateAwaiting(
            async request =>
            {
                bodies.Add(await request.Content!.ReadAsStringAsync());
                return bodies.Count < 3 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : new HttpResponseMessage(HttpStatusCode.NoContent);
            },
            TestClient.Options with { MaxRetries = 5, TimeProvider = _time });
        await client.With(new() { RetryUnsafeMethods = true }).Session.StartPromptAsync("ses_1", new() { Parts = [], Agent = "build" });
        Assert.That(bodies, Has.Count.EqualTo(3));
        Assert.That(bodies.Distinct().Single(), Does.Contain("build"));
    }

    /// <summary>HttpClient would send again by itself what has no body, when a connection that was used before closes.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task What_changes_something_is_sent_once_when_the_connection_closes(bool hasBody)
    {
        using var limit = TestTimeout.Start();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var requests = new List<string>();
        var serving = ServeAsync(server, requests, limit.Token);
        using (var client = new OpenCodeClient(TestClient.Options with { BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}") }))
        {
            Assert.That((await client.Global.HealthAsync(limit.Token)).Healthy, Is.True, "now there is a connection to use again");
            var failure = hasBody
                ? await Failure.OfAsync<OpenCodeConnectionException>(() => client.Session.UpdateAsync("ses_1", new() { Title = "t" }, limit.Token))
                : await Failure.OfAsync<OpenCodeConnectionException>(() => client.Session.AbortAsync("ses_1", limit.Token));
            Assert.That(failure.Message, Does.Contain("/session/ses_1"));
        }

        server.Stop();
        await serving;
        Assert.That(requests.Count(r => r.Contains("/session/ses_1", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_stream_of_the_callers_is_sent_once()
    {
        using var client = Client(_ => throw new HttpRequestException("refused"));
        var request = client.Session.ToInitRequestInformation("ses_1", new() { ModelId = "m", ProviderId = "p", MessageId = "msg_1" });
        request.SetStreamContent(new BufferedStream(new MemoryStream("{}"u8.ToArray())), "application/json");
        await Failure.OfAsync<OpenCodeConnectionException>(() => client.With(new() { RetryUnsafeMethods = true }).SendAsync(request));
        Assert.That(_sent, Is.EqualTo(1));
    }

    [Test]
    public async Task The_raw_door_tries_connections_again_and_leaves_statuses_to_the_caller()
    {
        using var client = Client(n => n < 2 ? throw new HttpRequestException("refused") : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        using var answer = await client.SendAsync(client.Path.ToGetRequestInformation());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(_sent, Is.EqualTo(2));
    }

    [Test]
    public async Task The_raw_door_heeds_the_view_that_sends_the_one_that_asked_and_the_request()
    {
        using var client = Client(_ => throw new HttpRequestException("refused"));
        async Task<int> Sent(OpenCodeClient maker, OpenCodeClient sender, OpenCodeRequestOptions? own)
        {
            _sent = 0;
            var request = maker.Path.ToGetRequestInformation();
            request.AddRequestOptions(own is null ? [] : [own]);
            await Failure.OfAsync<OpenCodeConnectionException>(() => sender.SendAsync(request));
            return _sent - 1;
        }

        OpenCodeClient With(int retries) => client.With(new() { MaxRetries = retries });
        Assert.That(await Sent(client, client, null), Is.EqualTo(2));
        Assert.That(await Sent(With(3), client, null), Is.EqualTo(3));
        Assert.That(await Sent(With(3), With(4), null), Is.EqualTo(4));
        Assert.That(await Sent(With(3), With(4), new() { MaxRetries = 5 }), Is.EqualTo(5));
        Assert.That(await Sent(With(3), client, new() { ThrowOnError = true }), Is.EqualTo(3));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(10)]
    public async Task The_number_of_retries_is_the_calls_choice(int retries)
    {
        using var client = Client(_ => throw new HttpRequestException("refused"));
        await Failure.OfAsync<OpenCodeConnectionException>(() => client.With(new() { MaxRetries = retries }).Path.GetAsync());
        Assert.That(_sent, Is.EqualTo(retries + 1));
    }

    [Test]
    public async Task Waits_grow_up_to_a_limit_and_differ()
    {
        using var client = Client(_ => throw new HttpRequestException("refused"), TestClient.Options with { MaxRetries = 10 });
        await Failure.OfAsync<OpenCodeConnectionException>(() => client.Path.GetAsync());
        double[] longest = [0.5, 1, 2, 4, 8, 8, 8, 8, 8, 8];
        Assert.That(_time.Waits, Has.Count.EqualTo(longest.Length));
        for (var i = 0; i < longest.Length; i++)
        {
            Assert.That(_time.Waits[i].TotalSeconds, Is.InRange(longest[i] / 2, longest[i]));
        }

        Assert.That(_time.Waits.Skip(4).Distinct().Count(), Is.GreaterThan(1), "waits are spread at random");
    }

    [TestCase("7", 7)]
    [TestCase("0", 0)]
    [TestCase("Fri, 02 Jan 2026 03:04:35 GMT", 30)]
    [TestCase("Fri, 02 Jan 2026 03:00:00 GMT", 0)]
    public async Task The_server_says_how_long_to_wait(string retryAfter, int seconds)
    {
        using var client = Client(n => n < 2 ? TooMany(retryAfter) : TestClient.Json("""{"healthy":true,"version":"1"}"""));
        await client.Global.HealthAsync();
        Assert.That(_time.Waits.Sum(wait => wait.TotalSeconds), Is.EqualTo(seconds));
        Assert.That(_sent, Is.EqualTo(2));
    }

    [TestCase("61")]
    [TestCase("2147483648")]
    [TestCase("99999999999999999999")]
    [TestCase("Fri, 02 Jan 2026 04:04:05 GMT")]
    public async Task A_wait_nobody_would_sit_through_is_the_callers_to_decide(string retryAfter)
    {
        using var client = Client(_ => TooMany(retryAfter));
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(failure.Response!.Headers["Retry-After"], Is.EqualTo([retryAfter]));
        Assert.That(_sent, Is.EqualTo(1));
    }

    [TestCase("soon")]
    [TestCase("-5")]
    [TestCase("1,5")]
    [TestCase("10:30")]
    public async Task Nonsense_in_Retry_After_is_as_good_as_nothing(string retryAfter)
    {
        using var client = Client(n => n < 2 ? TooMany(retryAfter) : TestClient.Json("""{"healthy":true,"version":"1"}"""));
        await client.Global.HealthAsync();
        Assert.That(_time.Waits.Single().TotalSeconds, Is.InRange(0.25, 0.5));
    }

    [Test]
    public async Task Cancellation_ends_a_wait()
    {
        using var source = new CancellationTokenSource();
        using var client = TestClient.Create(
            _ =>
            {
                source.Cancel();
                return TooMany("30");
            },
            TestClient.Options with { MaxRetries = 2 });
        await Failure.OfAsync<OperationCanceledException>(() => client.Fields.Path.GetAsync(source.Token));
    }

    /// <summary>Says that it is well, and closes the connection at every other request.</summary>
    private static async Task ServeAsync(TcpListener server, List<string> requests, CancellationToken cancellationToken)
    {
        const string health = """{"healthy":true,"version":"1"}""";
        var answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {health.Length}\r\n\r\n{health}");
        while (true)
        {
            try
            {
                using var connection = await server.AcceptTcpClientAsync(cancellationToken);
                var stream = connection.GetStream();
                var buffer = new byte[4096];
                int count;
                while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    requests.Add(Encoding.ASCII.GetString(buffer, 0, count));
                    if (!requests[^1].Contains("/global/health", StringComparison.Ordinal))
                    {
                        break;
                    }

                    await stream.WriteAsync(answer, cancellationToken);
                }
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                // The listener was stopped during the call, or before it.
                return;
            }
        }
    }

    private static HttpResponseMessage TooMany(string retryAfter)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter.ToString(CultureInfo.InvariantCulture));
        return answer;
    }

    private static StreamContent BrokenContent() =>
        new(new BrokenStream()) { Headers = { ContentType = new("application/json") } };

    private OpenCodeClient Client(Func<int, HttpResponseMessage> answer, OpenCodeClientOptions? options = null) =>
        TestClient.Create(_ => answer(++_sent), (options ?? TestClient.Options with { MaxRetries = 2 }) with { TimeProvider = _time });
}
