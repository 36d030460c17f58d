using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Headers and tokens that the caller sets: where they go, and what is refused.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HeaderTests
{
    private const string Secret = "hunter2-value";

    private static readonly IReadOnlyDictionary<string, string> s_team = Headers(("X-Team", "blue"));

    private static readonly TestCaseData[] s_bad =
    [
        Bad("a line break", ("X-Key", Secret + "\r\nEvil: 1"), "Headers contains an invalid value for \"X-Key\""),
        Bad("a NUL", ("X-Key", Secret + "\0"), "Headers contains an invalid value for \"X-Key\""),
        Bad("a letter that is not ASCII", ("X-Key", Secret + "é"), "Headers contains an invalid value for \"X-Key\""),
        Bad("a lone surrogate", ("X-Key", Secret + "\ud83d"), "Headers contains an invalid value for \"X-Key\""),
        Bad("no value", ("X-Key", null!), "Headers contains no value for \"X-Key\""),
        Bad("an empty name", ("", Secret), "Headers contains \"\", which is not a valid header name."),
        Bad("a space in a name", ("X Key", Secret), "Headers contains \"X Key\", which is not a valid header name."),
        Bad("a colon in a name", ("X:Key", Secret), "Headers contains \"X:Key\", which is not a valid header name."),
        Bad("a line break in a name", ("X\nKey", Secret), "Headers contains \"X\\nKey\", which is not a valid header name."),
        .. new[]
        {
            "Accept", "accept", "Accept-Encoding", "Connection", "Content-Type", "content-length", "Content-Encoding", "Expect", "Host", "Keep-Alive", "Proxy-Connection",
            "Sec-WebSocket-Key", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "x-opencode-directory", "X-OpenCode-Workspace",
        }.Select(name => Bad(name, (name, Secret), $"Headers contains \"{name}\", which is reserved")),
    ];

    private static readonly TestCaseData[] s_conflicts =
    [
        new(new OpenCodeClientOptions { Password = Secret, BearerToken = Secret }, "Password and BearerToken can't be combined"),
        new(new OpenCodeClientOptions { Password = Secret, AuthenticationProvider = new Provider("x") }, "Password and AuthenticationProvider can't be combined"),
        new(new OpenCodeClientOptions { BearerToken = Secret, AuthenticationProvider = new Provider("x") }, "BearerToken and AuthenticationProvider can't be combined"),
        new(new OpenCodeClientOptions { Password = Secret, Headers = Headers(("authorization", Secret)) }, "Password and Headers[\"Authorization\"] can't be combined"),
        new(new OpenCodeClientOptions { BearerToken = Secret, Headers = Headers(("Authorization", Secret)) }, "BearerToken and Headers[\"Authorization\"] can't be combined"),
        new(new OpenCodeClientOptions { BearerToken = "hunter2\n" }, "BearerToken contains a character that is not allowed"),
        new(new OpenCodeClientOptions { BearerToken = "hunter2 x" }, "BearerToken contains a character that is not allowed"),
        new(new OpenCodeClientOptions { Headers = Headers(("X-Key", Secret), ("x-key", Secret)) }, "Headers contains \"x-key\" more than once"),
        new(new OpenCodeClientOptions { Headers = null! }, "Headers must not be null"),
    ];

    private readonly List<HttpRequestMessage> _sent = [];

    [TestCaseSource(nameof(s_bad))]
    public void A_header_that_can_not_be_sent_is_refused((string Name, string Value) header, string message)
    {
        var headers = Headers(header);
        var ofClient = Assert.Throws<ArgumentException>(() => new OpenCodeClient(TestClient.Options with { Headers = headers }))!;
        using var client = Client();
        var ofView = Assert.Throws<ArgumentException>(() => client.With(new() { Headers = headers }))!;
        var request = client.Path.ToGetRequestInformation();
        request.AddRequestOptions([new OpenCodeRequestOptions { Headers = headers }]);
        var ofRequest = Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(request))!;
        foreach (var refusal in new[] { ofClient, ofView, ofRequest })
        {
            Assert.That(refusal.Message, Does.StartWith(message).And.Not.Contain("hunter2"));
        }

        Assert.That(_sent, Is.Empty);
    }

    [TestCaseSource(nameof(s_conflicts))]
    public void Credentials_that_exclude_each_other_are_refused(OpenCodeClientOptions options, string message) =>
        Assert.That(Assert.Catch<ArgumentException>(() => new OpenCodeClient(options))!.Message, Does.StartWith(message).And.Not.Contain("hunter2"));

    [Test]
    public async Task A_header_of_a_call_replaces_that_of_the_client()
    {
        using var client = Client(TestClient.Options with { Headers = Headers(("X-Team", "blue"), ("X-Stage", "test")) });
        await client.Session.DeleteAsync("ses_1");
        var red = client.With(new() { Headers = Headers(("x-team", "red")) });
        await red.Session.DeleteAsync("ses_1");
        await red.With(new() { Headers = Headers(("X-Run", "1")) }).Session.DeleteAsync("ses_1");
        var own = client.Session.ToDeleteRequestInformation("ses_1");
        own.Headers.Add("X-Team", "own");
        (await red.SendAsync(own)).Dispose();
        Assert.That(_sent.Select(r => $"{Value(r, "X-Team")} {Value(r, "X-Stage")} {Value(r, "X-Run")}"), Is.EqualTo(["blue test -", "red test -", "red test 1", "own test -"]));
    }

    [Test]
    public async Task Streams_carry_headers_and_tokens()
    {
        using var client = TestClient.Create(
            request =>
            {
                _sent.Add(request);
                return TestClient.Events("data: {\"type\":\"session.idle\"}\n\n");
            },
            TestClient.Options with { Headers = s_team, BearerToken = "abc" });
        await foreach (var e in client.With(new() { Headers = Headers(("X-Run", "1")) }).Event.SubscribeAsync())
        {
            Assert.That(e, Is.Not.Null);
        }

        Assert.That((Value(_sent[0], "X-Team"), Value(_sent[0], "X-Run"), Value(_sent[0], "Authorization")), Is.EqualTo(("blue", "1", "Bearer abc")));
    }

    [Test]
    public async Task A_WebSocket_carries_headers_and_tokens(CancellationToken cancellationToken)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var handshake = HandshakeAsync(server, cancellationToken);
        using var client = new OpenCodeClient(new OpenCodeClientOptions
        {
            BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}"),
            BearerToken = "abc",
            Headers = Headers(("X-Team", "blue"), ("User-Agent", "me/1.0 (test)")),
        });
        var response = await client.With(new() { Headers = Headers(("X-Run", "1")) }).Fields.Pty.ConnectAsync("pty_1", cancellationToken: cancellationToken);
        Assert.That(response.IsSuccess, Is.False);
        Assert.That(await handshake, Does.Contain("Authorization: Bearer abc\r\n").And.Contain("X-Team: blue\r\n").And.Contain("X-Run: 1\r\n").And.Contain("User-Agent: me/1.0 (test)\r\n"));
    }

    [TestCase("http://server.test/x", true)]
    [TestCase("http://server.test:81/x", false)]
    [TestCase("https://server.test/x", false)]
    [TestCase("http://elsewhere.test/x", false)]
    public async Task Nobody_but_the_server_gets_headers_and_tokens(string address, bool expected)
    {
        OpenCodeClientOptions[] all = [TestClient.Options with { BearerToken = "abc" }, TestClient.Options with { AuthenticationProvider = new Provider("abc") }, TestClient.Options with { Headers = Headers(("Authorization", "abc")) }];
        foreach (var options in all)
        {
            using var client = Client(options with { Headers = options.Headers.Concat(s_team).ToDictionary(h => h.Key, h => h.Value) });
            (await client.With(new() { Headers = Headers(("X-Run", "1")) }).SendAsync(new RequestInformation { HttpMethod = Method.GET, URI = new Uri(address) })).Dispose();
            Assert.That(new[] { "X-Team", "X-Run", "Authorization" }.Select(name => Value(_sent[^1], name) != "-"), Is.All.EqualTo(expected));
        }
    }

    [Test]
    public async Task An_authentication_provider_runs_for_each_attempt()
    {
        var provider = new Provider("token");
        var status = HttpStatusCode.ServiceUnavailable;
        using var client = TestClient.Create(
            request =>
            {
                _sent.Add(request);
                return new HttpResponseMessage(status) { Content = new StringContent("token-1 token-2 token-3") };
            },
            TestClient.Options with { MaxRetries = 2, TimeProvider = new InstantTime(), AuthenticationProvider = provider });
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(_sent.Select(r => Value(r, "Authorization")), Is.EqualTo(["Bearer token-1", "Bearer token-2", "Bearer token-3"]));
        Assert.That(failure.Body, Is.EqualTo("*** *** ***"), "its tokens are secrets");
        status = HttpStatusCode.Unauthorized;
        Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync())).Message, Does.StartWith("The server does not accept the credentials."));
        await client.With(new() { Headers = Headers(("Authorization", "Custom x")) }).Fields.Path.GetAsync();
        Assert.That(_sent.Select(r => Value(r, "Authorization")), Does.Contain("Custom x"), "the header of a call replaces the client's credentials");
        Assert.That(provider.Calls, Is.EqualTo(_sent.Count - 1));
    }

    [TestCase("a\r\nEvil: 1")]
    [TestCase("é")]
    public async Task An_authentication_provider_can_not_forge_headers(string token)
    {
        using var client = Client(TestClient.Options with { AuthenticationProvider = new Provider(token) });
        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => client.Path.GetAsync());
        Assert.That(failure.Message, Does.Contain("AuthenticationProvider contains an invalid value for \"Authorization\""));
        Assert.That(_sent, Is.Empty);
    }

    [Test]
    public void Options_show_names_of_headers_and_no_secret()
    {
        var headers = Headers(("X-Key", Secret), ("Authorization", Secret));
        var text = $"{new OpenCodeClientOptions { BearerToken = Secret, Headers = headers }} {new OpenCodeRequestOptions { Headers = headers }}";
        Assert.That(text, Does.Contain("X-Key = ***").And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task Changing_headers_afterwards_changes_no_client()
    {
        var headers = new Dictionary<string, string> { ["X-Team"] = "blue" };
        using var client = Client(TestClient.Options with { Headers = headers });
        var view = client.With(new() { Headers = headers });
        headers["X-Team"] = "red\n";
        await client.Session.DeleteAsync("ses_1");
        await view.Session.DeleteAsync("ses_1");
        Assert.That(_sent.Select(r => Value(r, "X-Team")), Is.All.EqualTo("blue"));
    }

    [SetUp]
    public void Forget() => _sent.Clear();

    private OpenCodeClient Client(OpenCodeClientOptions? options = null) => TestClient.Create(
        request =>
        {
            _sent.Add(request);
            return TestClient.Json("true");
        },
        options);

    private static string Value(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? string.Join('|', values) : "-";

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(h => h.Name, h => h.Value);

    private static TestCaseData Bad(string name, (string, string) header, string message) => new TestCaseData(header, message).SetArgDisplayNames(name);

    /// <summary>Reads a handshake and refuses it.</summary>
    private static async Task<string> HandshakeAsync(TcpListener server, CancellationToken cancellationToken)
    {
        using var connection = await server.AcceptTcpClientAsync(cancellationToken);
        var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, cancellationToken)));
        }

        await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        return request.ToString();
    }

    private sealed class Provider(string token) : IAuthenticationProvider
    {
        public int Calls { get; private set; }

        public Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
        {
            request.Headers.Add("Authorization", $"Bearer {token}-{++Calls}");
            return Task.CompletedTask;
        }
    }
}
