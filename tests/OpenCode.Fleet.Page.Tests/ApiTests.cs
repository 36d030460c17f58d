using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using OpenCode.Fleet.Tool.Page;
using OpenCode.Testing;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>The calls of the page, and which requests they refuse.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ApiTests
{
    private PageFleet _fleet = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _fleet = await PageFleet.StartAsync();
        await _fleet.SubmitAsync("ended");
        _http = new HttpClient { BaseAddress = _fleet.Url, Timeout = TestTimeout.Value };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _fleet.DisposeAsync();
    }

    [TestCase("", HttpStatusCode.OK)]
    [TestCase("Origin: {page}", HttpStatusCode.OK)]
    [TestCase("Sec-Fetch-Site: same-origin", HttpStatusCode.OK)]
    [TestCase("Origin: https://attacker.example", HttpStatusCode.Forbidden)]
    [TestCase("Origin: http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [TestCase("Origin: null", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site: cross-site", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site: same-site", HttpStatusCode.Forbidden)]
    [TestCase("Host: attacker.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("Host: localhost", HttpStatusCode.OK)]
    public async Task Only_the_page_can_change_something(string header, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var request = Post("api/batches/ended/cancel");
        if (header.Split(": ") is [var name, var value])
        {
            request.Headers.Add(name, value == "{page}" ? _fleet.Url.GetLeftPart(UriPartial.Authority) : value);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("api/batches/guarded/cancel")]
    [TestCase("api/batches/guarded/jobs/0/cancel")]
    [TestCase("api/batches/guarded/jobs/0/asks/per_1")]
    public async Task A_change_without_the_header_has_no_effect(string path, CancellationToken cancellationToken)
    {
        await _fleet.SubmitAsync("guarded", turn: async (_, token) =>
        {
            await token.UntilCanceledAsync();
            return null;
        });
        using var request = Post(path);
        request.Headers.Remove(PageGuard.Header);
        using var response = await _http.SendAsync(request, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await _fleet.Client.GetBatchAsync("guarded", cancellationToken)).IsCanceled, Is.False);
        Assert.That((await _fleet.Client.GetJobAsync(new("guarded", 0), cancellationToken)).State, Is.Not.EqualTo(FleetJobState.Ended));
    }

    [TestCase("api/batches/ended/jobs", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("api/batches/ended/jobs", "same-origin", HttpStatusCode.OK)]
    [TestCase("", "cross-site", HttpStatusCode.OK, Description = "A link to the page")]
    public async Task Other_sites_read_nothing(string path, string site, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await _http.SendAsync(request, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("", "text/html")]
    [TestCase("app.js", "text/javascript")]
    [TestCase("page.css", "text/css")]
    [TestCase("icon.svg", "image/svg+xml")]
    public async Task Files_come_from_the_assembly_with_a_strict_policy(string path, string type, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(type));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; script-src 'self'").And.Contains("frame-ancestors 'none'").And.Not.Contains("unsafe"));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
    }

    [TestCase("GET", "api/batches/missing/jobs", null, HttpStatusCode.NotFound, "The fleet has no batch 'missing'.")]
    [TestCase("GET", "api/batches/-/jobs", null, HttpStatusCode.BadRequest, "The identifier '-' must start with a letter or digit")]
    [TestCase("GET", "api/batches/ended/jobs?first=-1", null, HttpStatusCode.BadRequest, "'-1'")]
    [TestCase("GET", "api/batches/ended/jobs/7", null, HttpStatusCode.NotFound, "The batch 'ended' has no job 7.")]
    [TestCase("GET", "api/batches/ended/jobs/7/updates", null, HttpStatusCode.NotFound, "The batch 'ended' has no job 7.")]
    [TestCase("POST", "api/batches/missing/cancel", null, HttpStatusCode.NotFound, "The fleet has no batch 'missing'.")]
    [TestCase("POST", "api/batches/ended/jobs/0/asks/per_1", """{ "isAllowed": true }""", HttpStatusCode.Conflict, "The request doesn't wait for a reply anymore.")]
    [TestCase("POST", "api/batches/ended/jobs/0/asks/per_1", """{ "allow": true }""", HttpStatusCode.BadRequest, "'allow'")]
    [TestCase("POST", "api/batches/ended/jobs/0/asks/per_1", "{", HttpStatusCode.BadRequest, "JSON")]
    public async Task Refused_calls_have_a_reason(string method, string path, string? body, HttpStatusCode expected, string detail, CancellationToken cancellationToken)
    {
        using var request = method == "POST" ? Post(path, body) : new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await _http.SendAsync(request, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["detail"]!.GetValue<string>(), Does.Contain(detail));
    }

    [Test]
    public async Task Open_batches_come_first_and_only_the_last_ended_ones_follow(CancellationToken cancellationToken)
    {
        await _fleet.SubmitAsync("open", turn: async (_, token) =>
        {
            await token.UntilCanceledAsync();
            return null;
        });
        for (var i = 0; i < 25; i++)
        {
            await _fleet.SubmitAsync($"old-{i}");
            await _fleet.Client.WatchBatchAsync($"old-{i}", cancellationToken).LastAsync(cancellationToken);
        }

        await using var stream = await _http.GetStreamAsync("api/overview", cancellationToken);
        var overview = await SseParser.Create(stream).EnumerateAsync(cancellationToken).FirstAsync(cancellationToken);
        Assert.That(overview.EventType, Is.EqualTo("overview"));
        var batches = JsonNode.Parse(overview.Data)!["batches"]!.AsArray();
        Assert.That(batches.Count(batch => batch!["isEnded"]!.GetValue<bool>()), Is.EqualTo(20));
        Assert.That(batches.TakeWhile(batch => !batch!["isEnded"]!.GetValue<bool>()).Select(batch => batch!["id"]!.GetValue<string>()), Has.Member("open"));
        await _fleet.Client.CancelBatchAsync("open", cancellationToken);
    }

    [Test]
    public async Task An_address_in_use_is_reported() =>
        Assert.That(async () => await _fleet.ServeAsync(_fleet.Url.Port), Throws.TypeOf<Tool.FleetToolException>().With.Message.StartsWith($"The page can't listen on 127.0.0.1:{_fleet.Url.Port}: "));

    private static HttpRequestMessage Post(string path, string? body = null) => new(HttpMethod.Post, path)
    {
        Headers = { { PageGuard.Header, "1" } },
        Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")),
    };
}
