using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Servers of other versions: what they tell of themselves, and what they lack.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ServerVersionTests
{
    [Test]
    public async Task A_page_of_a_server_whose_document_lacks_the_operation_is_explained()
    {
        using var client = TestClient.Create(Server("1.15.13", Document(60), () => TestClient.Html("<!doctype html>")));
        var failure = await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => client.Session.ListAsync());
        Assert.That(failure.Message, Is.EqualTo($"The server is opencode 1.15.13, which does not support session.list (GET /session). This SDK is built for opencode {OpenCodeServerInfo.NewestTestedVersion}."));
        Assert.That((failure.Operation, failure.ServerVersion), Is.EqualTo(("session.list", "1.15.13")));
        Assert.That(failure.InnerException, Is.InstanceOf<OpenCodeProtocolException>());
        Assert.That((await client.Fields.Session.ListAsync()).Error, Is.InstanceOf<OpenCodeUnsupportedOperationException>());
    }

    [TestCase(HttpStatusCode.InternalServerError, null, "1.0 or earlier")]
    [TestCase(HttpStatusCode.InternalServerError, "1.2.27", "1.2.27")]
    [TestCase(HttpStatusCode.NotFound, "1.2.27", "1.2.27")]
    public async Task An_error_of_an_older_server_that_lacks_the_operation_is_explained(HttpStatusCode status, string? version, string named)
    {
        using var client = TestClient.Create(Server(version, Document(60), () => new HttpResponseMessage(status)));
        var failure = await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => client.Session.ListAsync());
        Assert.That(failure.Message, Does.StartWith($"The server is opencode {named}, which does not support session.list"));
    }

    /// <summary>A server that only knows <c>GET /pty/{ptyID}</c> takes <c>shells</c> for an identifier, whatever its version.</summary>
    [TestCase(HttpStatusCode.BadRequest, "1.2.27")]
    [TestCase(HttpStatusCode.NotFound, "1.18.4")]
    public async Task An_operation_that_a_server_takes_for_another_is_explained(HttpStatusCode status, string version)
    {
        var document = Document(60);
        document["paths"]!["/pty/{ptyID}"] = new JObject { ["get"] = new JObject() };
        using var client = TestClient.Create(Server(version, document, () =>
        {
            var answer = TestClient.Json("""{"name":"NotFoundError","data":{"message":"Session not found"}}""");
            answer.StatusCode = status;
            return answer;
        }));
        var failure = await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => client.Pty.ShellsAsync());
        Assert.That(failure.Message, Does.StartWith($"The server is opencode {version}, which does not support pty.shells"));
        await Failure.OfAsync<OpenCodeApiException>(() => client.Pty.GetAsync("pty_1"));
    }

    /// <summary>Names of path parameters differ between versions.</summary>
    [Test]
    public async Task An_error_of_an_operation_that_the_server_has_stays_what_it_is()
    {
        var document = Document(60);
        document["paths"]!["/session/{id}"] = new JObject { ["get"] = new JObject() };
        using var client = TestClient.Create(Server("1.2.27", document, () => new HttpResponseMessage(HttpStatusCode.InternalServerError)));
        Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Session.GetAsync("ses_1"))).StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
    }

    [Test]
    public async Task An_error_of_a_newer_server_costs_no_look_at_its_document()
    {
        var asked = new List<string>();
        var server = Server("1.18.33", Document(60), () => new HttpResponseMessage(HttpStatusCode.InternalServerError));
        using var client = TestClient.Create(request =>
        {
            asked.Add(request.RequestUri!.AbsolutePath);
            return server(request);
        });
        await Failure.OfAsync<OpenCodeApiException>(() => client.Session.ListAsync());
        Assert.That(asked, Is.EqualTo(["/session", "/global/health"]));
    }

    [Test]
    public async Task A_document_of_three_operations_says_nothing_but_a_page_does()
    {
        using var paged = TestClient.Create(Server("1.14.34", Document(3), () => TestClient.Html("<!doctype html>")));
        await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => paged.Session.ListAsync());
        using var failing = TestClient.Create(Server("1.14.34", Document(3), () => new HttpResponseMessage(HttpStatusCode.InternalServerError)));
        await Failure.OfAsync<OpenCodeApiException>(() => failing.Session.ListAsync());
    }

    [Test]
    public async Task Whoever_tells_nothing_of_itself_is_not_called_an_old_server()
    {
        using var client = TestClient.Create(_ => TestClient.Html("<!doctype html>"));
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.Session.ListAsync());
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.GetServerInfoAsync());
    }

    [TestCase("1.18.33", true, null)]
    [TestCase("1.2.27", true, null)]
    [TestCase("1.0.1", false, LogLevel.Warning)]
    [TestCase("1.999.0", false, LogLevel.Information)]
    [TestCase("local", false, null)]
    public async Task A_version_beyond_what_was_tested_is_logged_once(string version, bool isTested, LogLevel? level)
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Information).AddProvider(new FakeLoggerProvider(logs)));
        using var client = TestClient.Create(Server(version, Document(60), () => TestClient.Json("[]")), TestClient.Options with { LoggerFactory = loggers });
        for (var i = 0; i < 3; i++)
        {
            var info = await client.In($"/place/{i}").GetServerInfoAsync();
            Assert.That((info.Version, info.IsHealthy, info.IsTested), Is.EqualTo((version, true, isTested)));
        }

        var lines = logs.GetSnapshot();
        Assert.That(lines.Select(l => l.Level), level is null ? Is.Empty : Is.EqualTo([level]));
        Assert.That(lines.Select(l => l.Message), Has.All.Contains($"opencode {version}, ").And.All.Contains($"({OpenCodeServerInfo.OldestTestedVersion} to {OpenCodeServerInfo.NewestTestedVersion})"));
    }

    [Test]
    public async Task A_server_without_a_version_answers_and_is_an_old_one()
    {
        using var client = TestClient.Create(Server(null, Document(60), () => new HttpResponseMessage(HttpStatusCode.InternalServerError)));
        var info = await client.GetServerInfoAsync();
        Assert.That((info.Version, info.IsHealthy, info.IsTested), Is.EqualTo(((string?)null, true, false)));
    }

    /// <summary>A server that has a version or not, a document, and one answer to everything else.</summary>
    private static Func<HttpRequestMessage, HttpResponseMessage> Server(string? version, JObject document, Func<HttpResponseMessage> other) => request => request.RequestUri!.AbsolutePath switch
    {
        "/global/health" when version is not null => TestClient.Json(new JObject { ["healthy"] = true, ["version"] = version }.ToString()),
        "/doc" => TestClient.Json(document.ToString()),
        _ => other(),
    };

    private static JObject Document(int operations) => new()
    {
        ["paths"] = new JObject(Enumerable.Range(0, operations).Select(i => new JProperty($"/operation/{i}", new JObject { ["get"] = new JObject() }))),
    };
}
