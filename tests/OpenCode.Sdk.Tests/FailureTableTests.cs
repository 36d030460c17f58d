using System.Net;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>What every failure looks like in both styles; <c>docs/errors.md</c> shows it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FailureTableTests
{
    private const string Start = "<!-- failures: written by FailureTableTests -->";
    private const string End = "<!-- end -->";

    private static readonly string s_document = Repository.File("docs/errors.md");

    [Test]
    public async Task The_document_shows_every_failure_as_it_is()
    {
        var table = new StringBuilder("\n| what happens | `client.X` throws | `client.Fields.X` gives | message |\n|---|---|---|---|\n");
        foreach (var failure in Failures())
        {
            table.Append(await RowAsync(failure)).Append('\n');
        }

        var text = await System.IO.File.ReadAllTextAsync(s_document);
        var (before, after) = (text[..(text.IndexOf(Start, StringComparison.Ordinal) + Start.Length)], text[text.IndexOf(End, StringComparison.Ordinal)..]);
        var current = before + "\n" + table + "\n" + after;
        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") == "1")
        {
            await System.IO.File.WriteAllTextAsync(s_document, current);
        }

        Assert.That(text, Is.EqualTo(current), "docs/errors.md is not current. Run: OPENCODE_RECORD=1 dotnet test tests/OpenCode.Sdk.Tests");
    }

    private static IEnumerable<FailureCase> Failures() =>
    [
        Answer("an error of the server", HttpStatusCode.NotFound, """{"name":"NotFoundError","data":{"message":"Session not found"}}"""),
        Answer("an error of the v2 routes", HttpStatusCode.Conflict, """{"_tag":"SessionBusyError","sessionID":"ses_1","message":"Session is busy"}"""),
        Answer("an error without a message", HttpStatusCode.BadRequest, """{"_tag":"BadRequest"}"""),
        Answer("an error that this version does not know", HttpStatusCode.BadRequest, """{"name":"FutureError","data":{"message":"Not yet"}}"""),
        Answer("an error without a name", HttpStatusCode.InternalServerError, "{}"),
        Answer("a broken configuration", HttpStatusCode.BadRequest, """{"name":"ConfigInvalidError","data":{"issues":[{"message":"Expected string","path":["model"]}]}}"""),
        Answer("no password was set", HttpStatusCode.Unauthorized, ""),
        Answer("the password is wrong", HttpStatusCode.Unauthorized, "", TestClient.Options with { Password = "wrong" }),
        Answer("a gateway in between", HttpStatusCode.BadGateway, "<html>Bad gateway</html>", contentType: "text/html"),
        Answer("too many requests, after the retries", HttpStatusCode.TooManyRequests, "", TestClient.Options with { MaxRetries = 2, TimeProvider = new InstantTime() }),
        Answer("a redirect", HttpStatusCode.Found, ""),
        Fail("no process listens", () => throw new HttpRequestException("Connection refused (localhost:4096)")),
        Fail("the connection is lost during the response", () => new HttpResponseMessage { Content = new StreamContent(new BrokenStream()) { Headers = { ContentType = new("application/json") } } }),
        new("the timeout of your `HttpClient` elapses", () => throw new InvalidOperationException(), TestClient.Options, _ => OnLimitedHttpClient().Path.GetAsync(), async _ => await OnLimitedHttpClient().Fields.Path.GetAsync()),
        Answer("a page instead of a response", HttpStatusCode.OK, "<!doctype html>", contentType: "text/html"),
        Answer("JSON of another form", HttpStatusCode.OK, """{"home":1}"""),
        Answer("JSON that ends too early", HttpStatusCode.OK, """{"home":"/h","""),
        Fail("bytes that are no text", () => TestClient.Json([.. "{\"home\":\""u8, 0xFF, .. "\"}"u8])),
        Answer("a response beyond `MaxResponseBytes`", HttpStatusCode.OK, """{"home":"/h"}""", TestClient.Options with { MaxResponseBytes = 4 }),
        new("an event beyond `MaxEventBytes`", () => TestClient.Events("data: {\"type\":\"session.idle\"}\n\n"), TestClient.Options with { EventStream = new() { MaxEventBytes = 4 } }, EventAsync, EventInFieldsStyleAsync),
        new("the call's own `Timeout` elapses", () => throw new TaskCanceledException(), TestClient.Options, c => Impatient(c).Path.GetAsync(), async c => await Impatient(c).Fields.Path.GetAsync()),
        new("the caller cancels", () => throw new TaskCanceledException(), TestClient.Options, c => c.Path.GetAsync(new CancellationToken(true)), async c => await c.Fields.Path.GetAsync(new CancellationToken(true))),
        new("a bad argument", () => TestClient.Json("{}"), TestClient.Options, c => c.Session.GetAsync(""), async c => await c.Fields.Session.GetAsync("")),
        new("the client has been disposed", () => TestClient.Json("{}"), TestClient.Options, c => Disposed(c).Path.GetAsync(), async c => await Disposed(c).Fields.Path.GetAsync()),
        new("`Data` of a failed response is read", () => new HttpResponseMessage(HttpStatusCode.NotFound), TestClient.Options, null, async c => Read((await c.Fields.Path.GetAsync()).Data)),
    ];

    private static FailureCase Answer(string name, HttpStatusCode status, string body, OpenCodeClientOptions? options = null, string contentType = "application/json") =>
        Fail(name, () => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, contentType) }, options);

    private static FailureCase Fail(string name, Func<HttpResponseMessage> server, OpenCodeClientOptions? options = null) =>
        new(name, server, options ?? TestClient.Options, c => c.Path.GetAsync(), async c => await c.Fields.Path.GetAsync());

    private static async Task<string> RowAsync(FailureCase failure)
    {
        using var client = TestClient.Create(_ => failure.Server(), failure.Options);
        var thrown = failure.Data is null ? null : await Failure.OfAsync<Exception>(() => failure.Data(client));
        string fields;
        Exception? error;
        try
        {
            var response = await failure.Fields(client);
            error = response.Error!;
            fields = $"`Error`: {TypeOf(error)}, `Response`: {(response.Response is null ? "none" : $"{(int)response.Response.StatusCode}")}";
        }
        catch (Exception e)
        {
            error = e;
            fields = $"throws {TypeOf(e)}";
        }

        var message = error.Message.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        Assert.That(thrown?.Message ?? error.Message, Is.EqualTo(error.Message), failure.Name);
        return $"| {failure.Name} | {(thrown is null ? "—" : TypeOf(thrown))} | {fields} | {message} |";
    }

    private static string TypeOf(Exception exception) =>
        $"`{exception.GetType().Name}`" + (exception is OpenCodeApiException { Error: { } error } ? $" with `{error.GetType().Name}`" : "");

    private static async Task EventAsync(OpenCodeClient client)
    {
        await using var events = client.Event.SubscribeAsync().GetAsyncEnumerator();
        await events.MoveNextAsync();
    }

    private static async Task<OpenCodeResponse> EventInFieldsStyleAsync(OpenCodeClient client)
    {
        await using var events = client.Fields.Event.SubscribeAsync().GetAsyncEnumerator();
        await events.MoveNextAsync();
        return events.Current;
    }

    private static OpenCodeClient Impatient(OpenCodeClient client)
    {
        var handler = new StuckHandler();
        return new OpenCodeClient(handler, TestClient.Options with { BaseUrl = client.BaseUrl, Timeout = TimeSpan.FromSeconds(30), TimeProvider = new InstantTime() });
    }

    private static OpenCodeResponse Read(object data) => throw new InvalidOperationException($"There should be no {data}.");

    private static OpenCodeClient OnLimitedHttpClient() => new(new HttpClient(new StuckHandler()) { Timeout = TimeSpan.FromSeconds(0.1) }, TestClient.Options);

    private static OpenCodeClient Disposed(OpenCodeClient client)
    {
        client.Dispose();
        return client;
    }

    private sealed record FailureCase(string Name, Func<HttpResponseMessage> Server, OpenCodeClientOptions Options, Func<OpenCodeClient, Task>? Data, Func<OpenCodeClient, Task<OpenCodeResponse>> Fields);
}
