using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Kiota.Abstractions;
using OpenCode.Http;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
[NonParallelizable]
public sealed class AuthenticationTests
{
    [TestCase(null, null, null)]
    [TestCase("secret", null, "opencode:secret")]
    [TestCase("sécret:#", "anna", "anna:sécret:#")]
    [TestCase("", "anna", null)]
    public async Task User_name_and_password_are_sent_as_HTTP_Basic(string? password, string? username, string? expected)
    {
        HttpRequestMessage? sent = null;
        var options = TestClient.Options with { Password = password };
        options.Username = username ?? options.Username;
        using var client = TestClient.Create(
            request =>
            {
                sent = request;
                return TestClient.Json("true");
            },
            options);
        await client.Session.DeleteAsync("ses_1");
        Assert.That(sent!.Headers.Authorization?.ToString(), Is.EqualTo(expected is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(expected))));
    }

    [TestCase("http://server.test/x", true)]
    [TestCase("http://server.test:81/x", false)]
    [TestCase("https://server.test/x", false)]
    [TestCase("http://elsewhere.test/x", false)]
    public async Task Nobody_but_the_server_gets_the_password(string address, bool expected)
    {
        HttpRequestMessage? sent = null;
        using var client = TestClient.Create(
            request =>
            {
                sent = request;
                return TestClient.Json("true");
            },
            TestClient.Options with { Password = "secret" });
        var byTemplate = new RequestInformation(Method.GET, address, new Dictionary<string, object>());
        var byAddress = new RequestInformation { HttpMethod = Method.GET, URI = new Uri(address) };
        foreach (var request in new[] { byTemplate, byAddress })
        {
            (await client.SendAsync(request)).Dispose();
            Assert.That(sent!.RequestUri, Is.EqualTo(new Uri(address)));
            Assert.That(sent.Headers.Authorization is not null, Is.EqualTo(expected));
        }
    }

    [Test]
    public void The_environment_is_read_only_if_the_caller_asks_for_it()
    {
        Environment.SetEnvironmentVariable("OPENCODE_SERVER_PASSWORD", "from the environment");
        Environment.SetEnvironmentVariable("OPENCODE_SERVER_USERNAME", "anna");
        try
        {
            Assert.That(new OpenCodeClientOptions().Password, Is.Null);
            var options = OpenCodeClientOptions.FromEnvironment();
            Assert.That((options.Username, options.Password), Is.EqualTo(("anna", "from the environment")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPENCODE_SERVER_PASSWORD", null);
            Environment.SetEnvironmentVariable("OPENCODE_SERVER_USERNAME", null);
        }

        var plain = OpenCodeClientOptions.FromEnvironment();
        Assert.That((plain.Username, plain.Password), Is.EqualTo(("opencode", (string?)null)));
    }

    [TestCase("https://host:1/base", null)]
    [TestCase("", null)]
    [TestCase("host:4096", "is \"host:4096\", which is not an absolute HTTP or HTTPS URL.")]
    [TestCase("/x", "which is not an absolute HTTP or HTTPS URL.")]
    [TestCase("not a url", "is \"not a url\", which is not an absolute HTTP or HTTPS URL.")]
    [TestCase("ftp://host", "is \"ftp://host\", which is not an absolute HTTP or HTTPS URL.")]
    [TestCase("http://me:hunter2@host/", "is \"http://***@host/\", which must not contain a user name")]
    [TestCase("me:hunter2@host", "is \"***@host\", which is not an absolute HTTP or HTTPS URL.")]
    [TestCase("http://host/?token=hunter2", "is \"http://host/?***\", which must not contain a user name, a query, or a fragment.")]
    public void The_address_can_come_from_the_environment(string value, string? problem)
    {
        Environment.SetEnvironmentVariable("OPENCODE_SERVER_URL", value);
        try
        {
            if (problem is null)
            {
                Assert.That(OpenCodeClientOptions.FromEnvironment().BaseUrl, Is.EqualTo(value.Length == 0 ? null : new Uri(value)));
                return;
            }

            var refusal = Assert.Throws<InvalidOperationException>(() => OpenCodeClientOptions.FromEnvironment())!;
            Assert.That(refusal.Message, Does.StartWith("The environment variable OPENCODE_SERVER_URL is ").And.Contain(problem).And.Not.Contain("hunter2"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPENCODE_SERVER_URL", null);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_redirect_takes_no_credentials_to_another_host(bool onAClientThatFollows)
    {
        using var limit = TestTimeout.Start();
        using var thief = new TcpListener(IPAddress.Loopback, 0);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        thief.Start();
        server.Start();
        var serverPort = ((IPEndPoint)server.LocalEndpoint).Port;
        var stolen = onAClientThatFollows ? AnswerAsync(thief, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue", limit.Token) : null;
        var asked = AnswerAsync(server, $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://localhost:{((IPEndPoint)thief.LocalEndpoint).Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", limit.Token);

        var options = TestClient.Options with { BaseUrl = new Uri($"http://127.0.0.1:{serverPort}"), Password = "secret" };
        using var http = new HttpClient();
        using var client = onAClientThatFollows ? new OpenCodeClient(http, options) : new OpenCodeClient(options);
        var response = await client.Fields.Vcs.Diff.RawAsync(limit.Token);

        Assert.That(await asked, Does.Contain("Authorization: Basic "));
        if (stolen is null)
        {
            Assert.That(response.Response!.StatusCode, Is.EqualTo(HttpStatusCode.TemporaryRedirect), "connections of the client's own follow nowhere");
            Assert.That(thief.Pending(), Is.False);
        }
        else
        {
            Assert.That(await stolen, Does.StartWith("GET / HTTP/1.1").And.Not.Contain("Authorization"));
        }
    }

    [TestCase("http://127.0.0.1:4096", false)]
    [TestCase("http://localhost:4096", false)]
    [TestCase("https://example.test", true)]
    [TestCase(null, false)]
    public void Connections_of_the_clients_own_suit_the_server(string? address, bool useProxy)
    {
        using var created = Connection.CreateHandler(new() { BaseUrl = address is null ? null : new Uri(address), ConnectTimeout = TimeSpan.FromSeconds(3) });
#if LIBRARY_NETSTANDARD
        var handler = (HttpClientHandler)created;
#else
        var handler = (SocketsHttpHandler)created;
        Assert.That(handler.ConnectTimeout, Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(handler.ResponseDrainTimeout, Is.EqualTo(TimeSpan.Zero), "what is left is closed at once");
#endif
        Assert.That(handler.UseProxy, Is.EqualTo(useProxy));
        Assert.That(handler.AllowAutoRedirect, Is.False);
    }

    /// <summary>Answers one request, and tells what it was.</summary>
    private static async Task<string> AnswerAsync(TcpListener listener, string answer, CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, cancellationToken)));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        return request.ToString();
    }
}
