using System.Net;
using System.Text;
using OpenCode.Models;
using OpenCode.Testing;
using RichardSzalay.MockHttp;

namespace OpenCode.Sdk.Tests;

/// <summary>What callers get when a call does not go well.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ErrorTests
{
    [TestCase(404, """{"name":"NotFoundError","data":{"message":"Session not found"}}""", typeof(NotFoundError), "Session not found (GET http://server.test/path returned 404 NotFound)")]
    [TestCase(400, """{"name":"BadRequest","data":{"message":"Expected text","kind":"Body"}}""", typeof(BadRequestError), "Expected text (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"_tag":"BadRequest"}""", typeof(EmptyBadRequestError), "BadRequest (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(409, """{"_tag":"SessionBusyError","sessionID":"ses_1","message":"Busy"}""", typeof(SessionBusyError), "Busy (GET http://server.test/path returned 409 Conflict)")]
    [TestCase(400, """{"error":"No OAuth"}""", typeof(McpUnsupportedOAuthError), "No OAuth (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"ConfigInvalidError","data":{"path":"x","issues":[]}}""", typeof(ConfigInvalidError), "ConfigInvalidError (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"ConfigInvalidError","data":{"issues":[{"message":"Expected string","path":["model"]},{"message":"Odd"}]}}""", typeof(ConfigInvalidError), "ConfigInvalidError: Expected string (at model); Odd (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"ConfigJsonError","data":{"path":"x","message":"Unexpected token"}}""", typeof(ConfigJsonError), "Unexpected token (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"BadRequest","data":{"message":"  "}}""", typeof(BadRequestError), "BadRequest (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"X","message":"half \ud800 a character"}""", typeof(UnknownOpenCodeError), "half \\uD800 a character (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"\ud800":1,"message":"half a character"}""", typeof(UnknownOpenCodeError), "half a character (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(400, """{"name":"ConfigInvalidError","data":{"issues":[{"message":"m","path":["\ud800"]}]}}""", typeof(ConfigInvalidError), "ConfigInvalidError: m (at \\uD800) (GET http://server.test/path returned 400 BadRequest)")]
    [TestCase(500, "[]", null, "GET http://server.test/path returned 500 InternalServerError.")]
    [TestCase(500, "\"\"", null, "GET http://server.test/path returned 500 InternalServerError.")]
    [TestCase(418, """{"name":"Teapot","data":{}}""", typeof(UnknownOpenCodeError), "Teapot (GET http://server.test/path returned 418)")]
    [TestCase(404, """{"name":"NotFoundError","data":{"msg":"other words"}}""", typeof(NotFoundError), "NotFoundError (GET http://server.test/path returned 404 NotFound)")]
    [TestCase(500, "{}", typeof(UnknownOpenCodeError), "GET http://server.test/path returned 500 InternalServerError.")]
    [TestCase(502, "<html>bad gateway</html>", null, "GET http://server.test/path returned 502 BadGateway.")]
    [TestCase(401, "", null, "The server requires a password; set OpenCodeClientOptions.Password (and Username, if it is not \"opencode\"). (GET http://server.test/path returned 401 Unauthorized)")]
    public async Task An_error_status_becomes_the_servers_words_and_a_typed_error(int status, string body, Type? error, string message)
    {
        using var client = TestClient.Create(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        var failure = await FailureOf<OpenCodeApiException>(client);
        Assert.Multiple(() =>
        {
            Assert.That(failure.Message, Is.EqualTo(message));
            Assert.That(failure.Error?.GetType(), Is.EqualTo(error));
            Assert.That((int)failure.StatusCode, Is.EqualTo(status));
            Assert.That(failure.Body, Is.EqualTo(body));
            Assert.That(failure.Method, Is.EqualTo(HttpMethod.Get));
            Assert.That(failure.Url, Is.EqualTo(new Uri("http://server.test/path")));
        });
    }

    [Test]
    public async Task A_page_instead_of_JSON_is_a_protocol_error_that_suspects_the_version()
    {
        using var client = TestClient.Create(_ => TestClient.Html(new string('x', 500)));
        var failure = await FailureOf<OpenCodeProtocolException>(client);
        Assert.That(failure.Message, Is.EqualTo(
            "GET http://server.test/path returned 200 OK with text/html; charset=utf-8; this version of the server probably does not have the route. The response starts with: "
            + new string('x', 200) + "… (500 characters)"));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_page_is_no_answer_to_an_operation_without_content_or_with_bytes()
    {
        using var client = TestClient.Create(_ => TestClient.Html("<html>"));
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.Session.StartPromptAsync("ses_1", new() { Parts = [] }));
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.V2.Fs.ReadAsync("src/Program.cs"));
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.Vcs.Diff.RawAsync());
        await using var page = await client.V2.Fs.ReadAsync("index.html");
        Assert.That(page.Length, Is.EqualTo("<html>".Length));
    }

    [Test]
    public async Task JSON_of_another_form_is_a_protocol_error_with_its_path()
    {
        using var client = TestClient.Create(_ => TestClient.Json("""{"home":1}"""));
        Assert.That((await FailureOf<OpenCodeProtocolException>(client)).Message, Does.Contain("Expected a string but found the number 1 (at $.home)."));
    }

    [Test]
    public async Task JSON_that_ends_anywhere_is_a_protocol_error_with_its_path()
    {
        var whole = Encoding.UTF8.GetBytes("""{"home":"/h","state":"/s","config":"/c","worktree":"/w","directory":"/d é"}""");
        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            using var client = TestClient.Create(_ => TestClient.Json(part));
            var failure = await FailureOf<OpenCodeProtocolException>(client);
            Assert.That(failure.Message, Does.StartWith("The response to GET http://server.test/path can't be read: ").And.Contains("(at $"));
            Assert.That(failure.InnerException, Is.InstanceOf<System.Text.Json.JsonException>());
        }
    }

    /// <summary>Some routes respond like that when a turn fails.</summary>
    [TestCase("""{"name":"ProviderAuthError","data":{"providerID":"x","message":"no key"}}""", "no key")]
    [TestCase("""{"_tag":"BadRequest","message":"not so"}""", "not so")]
    public async Task T14_an_error_object_with_the_status_of_success_is_an_error_with_the_servers_words(string body, string expected)
    {
        using var client = TestClient.Create(_ => TestClient.Json(Encoding.UTF8.GetBytes(body)));
        var failure = await FailureOf<OpenCodeApiException>(client);
        Assert.That(failure.Message, Does.StartWith(expected));
        Assert.That(((int)failure.StatusCode, failure.Body), Is.EqualTo((200, body)));
    }

    [Test]
    public async Task T13_the_stack_of_a_server_is_in_the_body_and_not_in_the_message()
    {
        const string Body = """{"name":"UnknownError","data":{"message":"Image could not be decoded\n    at catch (/$bunfs/root/x.js:1)\n    at y"}}""";
        using var client = TestClient.Create(_ => TestClient.Json(Encoding.UTF8.GetBytes(Body)));
        var failure = await FailureOf<OpenCodeApiException>(client);
        Assert.That(failure.Message, Does.StartWith("Image could not be decoded (GET").And.Not.Contains("\n"));
        Assert.That(failure.Body, Is.EqualTo(Body));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_answer_beyond_the_limit_is_refused(bool announced)
    {
        using var client = TestClient.Create(
            _ =>
            {
                var answer = TestClient.Json("""{"home":"0123456789"}""");
                answer.Content.Headers.ContentLength = announced ? answer.Content.Headers.ContentLength : null;
                return answer;
            },
            TestClient.Options with { MaxResponseBytes = 10 });
        Assert.That((await FailureOf<OpenCodeProtocolException>(client)).Message, Does.Contain("is larger than 10 bytes; OpenCodeClientOptions.MaxResponseBytes sets the limit."));
    }

    [Test]
    public async Task Nobody_listening_is_a_connection_error_that_names_route_and_reason()
    {
        using var client = TestClient.Create(_ => throw new HttpRequestException("Connection refused"));
        var failure = await FailureOf<OpenCodeConnectionException>(client);
        Assert.That(failure.Message, Is.EqualTo("No response to GET http://server.test/path: Connection refused"));
    }

    [Test]
    public async Task Invalid_UTF8_is_a_protocol_error_with_its_path()
    {
        using var client = TestClient.Create(_ => TestClient.Json([.. "{\"home\":\"x\",\"state\":\"a"u8, 0xFF, .. "\",\"config\":\"c\"}"u8]));
        Assert.That((await FailureOf<OpenCodeProtocolException>(client)).Message, Does.Contain("invalid UTF-8").And.Contains("(at $.state)"));
    }

    [Test]
    public void Cancellation_stays_cancellation()
    {
        using var source = new CancellationTokenSource();
        using var client = TestClient.Create(_ =>
        {
            source.Cancel();
            throw new TaskCanceledException();
        });
        Assert.CatchAsync<OperationCanceledException>(() => client.Path.GetAsync(source.Token));
    }

    [Test]
    public async Task A_time_limit_of_the_callers_HttpClient_is_a_connection_error_and_not_tried_again()
    {
        var sent = 0;
        using var handler = new MockHttpMessageHandler();
        handler.Fallback.Respond(_ =>
        {
            sent++;
            throw new TaskCanceledException("100 seconds elapsed", new TimeoutException("The operation was canceled."));
        });
        using var http = handler.ToHttpClient();
        using var client = new OpenCodeClient(http, TestClient.Options with { MaxRetries = 2, TimeProvider = new InstantTime() });
        Assert.That((await FailureOf<OpenCodeConnectionException>(client)).Message, Does.EndWith("100 seconds elapsed"));
        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public async Task What_a_handler_of_the_callers_throws_is_a_connection_error()
    {
        using var client = TestClient.Create(_ => throw new InvalidDataException("The circuit is open"));
        Assert.That((await FailureOf<OpenCodeConnectionException>(client)).InnerException, Is.InstanceOf<InvalidDataException>());
    }

    [Test]
    public async Task The_reason_behind_HttpClients_words_is_told()
    {
        using var client = TestClient.Create(_ => throw new HttpRequestException("An error occurred while sending the request.", new IOException("The response ended prematurely.")));
        Assert.That((await FailureOf<OpenCodeConnectionException>(client)).Message, Does.EndWith(": The response ended prematurely."));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_error_status_stays_one_whatever_becomes_of_its_body(bool breaks)
    {
        using var client = TestClient.Create(
            _ => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = breaks ? new StreamContent(new BrokenStream()) : new StringContent(new string('x', 100)) },
            TestClient.Options with { MaxResponseBytes = 10 });
        Assert.That((await FailureOf<OpenCodeApiException>(client)).Message, Is.EqualTo("GET http://server.test/path returned 404 NotFound."));
    }

    [Test]
    public async Task Events_of_a_newer_server_are_kept_as_they_are()
    {
        using var client = TestClient.Create(_ => TestClient.Events(": comment\r\n\r\ndata: {\"id\":\"1\",\r\ndata: \"type\":\"from.the.future\"}\r\n\r\n"));
        var events = new List<Event>();
        await foreach (var e in client.Event.SubscribeAsync())
        {
            events.Add(e);
        }

        Assert.That(events.Single(), Is.InstanceOf<UnknownEvent>());
        Assert.That(events[0].Type, Is.EqualTo("from.the.future"));
    }

    [Test]
    public async Task Leaving_the_loop_closes_the_connection()
    {
        var content = new TrackedContent("data: {\"id\":\"1\",\"type\":\"x\"}\n\ndata: {\"id\":\"2\",\"type\":\"x\"}\n\n");
        using var client = TestClient.Create(_ => new HttpResponseMessage { Content = content });
        await foreach (var _ in client.Event.SubscribeAsync())
        {
            break;
        }

        Assert.That(content.IsDisposed, Is.True);
    }

    [Test]
    public async Task A_request_can_be_sent_again()
    {
        var bodies = new List<string>();
        using var client = TestClient.Create(request =>
        {
            bodies.Add(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult());
            return TestClient.Json("true");
        });
        var request = client.Session.ToInitRequestInformation("ses_1", new() { ModelId = "m", ProviderId = "p", MessageId = "msg_1" });
        (await client.SendAsync(request)).Dispose();
        (await client.SendAsync(request)).Dispose();
        Assert.That(bodies, Has.Count.EqualTo(2));
        Assert.That(bodies[1], Is.EqualTo(bodies[0]).And.Contains("msg_1"));
    }

    private static Task<TException> FailureOf<TException>(OpenCodeClient client)
        where TException : Exception => Failure.OfAsync<TException>(() => client.Path.GetAsync());

    private sealed class TrackedContent : StringContent
    {
        public TrackedContent(string text)
            : base(text, Encoding.UTF8, "text/event-stream")
        {
        }

        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
