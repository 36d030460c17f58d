using System.Net.Http.Headers;
using OpenCode.Testing;
using RichardSzalay.MockHttp;

namespace OpenCode.Sdk.Tests.Docs;

/// <summary>The examples of docs/clients.md that create clients.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientsExamples
{
    [Test]
    public void Creation()
    {
        using var handler = new HttpClientHandler();
        using var httpClient = new HttpClient();
        var options = new OpenCodeClientOptions { BaseUrl = new Uri("http://one.test") };

        #region creation
        using var local = new OpenCodeClient();                                             // http://localhost:4096
        using var remote = new OpenCodeClient(new Uri("http://localhost:4097"));
        using var configured = new OpenCodeClient(options);                                 // its own connections
        using var handled = new OpenCodeClient(handler, options);                           // your handler
        using var shared = new OpenCodeClient(httpClient, options);                         // your HttpClient, with its own timeout
        using var external = new OpenCodeClient(OpenCodeClientOptions.FromEnvironment());   // OPENCODE_SERVER_URL, OPENCODE_SERVER_USERNAME, OPENCODE_SERVER_PASSWORD
        #endregion
        Assert.That(
            new[] { local, remote, configured, handled, shared }.Select(client => client.BaseUrl.Authority),
            Is.EqualTo(new[] { "localhost:4096", "localhost:4097", "one.test", "one.test", "one.test" }));
        Assert.That(external.BaseUrl, Is.EqualTo(new Uri(Environment.GetEnvironmentVariable("OPENCODE_SERVER_URL") ?? "http://localhost:4096")));
    }

    [Test]
    public async Task Credentials()
    {
        var token = "secret";
        List<HttpRequestHeaders> sent = [];
        using var handler = new MockHttpMessageHandler();
        handler.Fallback.Respond(request =>
        {
            sent.Add(request.Headers);
            return TestClient.Json("""{"healthy":true,"version":"1.18.33"}""");
        });

        #region credentials
        var options = new OpenCodeClientOptions
        {
            BaseUrl = new Uri("https://gateway.example/opencode"),
            BearerToken = token,                                                // or Password, or AuthenticationProvider
            Headers = new Dictionary<string, string> { ["X-Team"] = "blue" },   // all requests, streams, and WebSockets
        };
        using var client = new OpenCodeClient(handler, options);
        var view = client.With(new() { Headers = new Dictionary<string, string> { ["X-Run"] = "42" } });   // the calls of a view
        #endregion
        await client.Global.HealthAsync();
        await view.Global.HealthAsync();
        Assert.That(sent.Select(headers => headers.Authorization!.ToString()), Is.All.EqualTo("Bearer secret"));
        Assert.That(sent.Select(headers => headers.GetValues("X-Team").Single()), Is.All.EqualTo("blue"));
        Assert.That(sent.Select(headers => headers.Contains("X-Run")), Is.EqualTo(new[] { false, true }));
    }
}
