using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>Another process of the machine, or a page in its browser, wants to call a function.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SecurityTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}""";

    [TestCase("", 200)]
    [TestCase("no token", 401)]
    [TestCase("wrong token", 401)]
    [TestCase("token that is longer", 401)]
    [TestCase("token of another case", 401)]
    [TestCase("other scheme", 401)]
    [TestCase("two tokens", 401)]
    [TestCase("token in the query", 401)]
    [TestCase("wrong path", 404)]
    [TestCase("path and more", 404)]
    [TestCase("root", 404)]
    [TestCase("wrong host", 403)]
    [TestCase("host without port", 403)]
    [TestCase("origin", 403)]
    [TestCase("own origin", 403)]
    [TestCase("null origin", 403)]
    public async Task Only_the_server_gets_in(string how, int status)
    {
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [Function("Tool", () => 1)]);
        var token = server.Config.Headers!["Authorization"];
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, Url(how, server.Config.Url, token)) { Content = new StringContent(Initialize, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            foreach (var header in Tokens(how, token))
            {
                request.Headers.TryAddWithoutValidation("Authorization", header);
            }

            request.Headers.Host = how switch { "wrong host" => "evil.test", "host without port" => "127.0.0.1", _ => null };
            if (how.Contains("origin", StringComparison.Ordinal))
            {
                request.Headers.Add("Origin", how switch { "origin" => "https://evil.test", "own origin" => tools.Address.GetLeftPart(UriPartial.Authority), _ => "null" });
            }

            using var http = new HttpClient();
            using var response = await http.SendAsync(request);
            if (status != 200 || method == HttpMethod.Post)
            {
                Assert.That((int)response.StatusCode, Is.EqualTo(status), method.Method);
                Assert.That(response.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
            }
        }
    }

    [Test]
    public async Task Each_address_is_on_loopback_and_has_secrets_of_its_own()
    {
        await using var server = new ToolServer();
        var client = server.CreateClient();
        await using var one = await client.AddToolsAsync("one", []);
        await using var two = await client.AddToolsAsync("two", []);
        var configs = server.Added.Select(added => (Models.McpRemoteConfig)added.Config).ToList();
        Assert.That(configs.Select(c => c.Headers!["Authorization"]).Concat(configs.Select(c => new Uri(c.Url).AbsolutePath)), Is.Unique);
        foreach (var config in configs)
        {
            Assert.That(IPAddress.IsLoopback(IPAddress.Parse(new Uri(config.Url).Host)), Is.True);
            Assert.That(Convert.FromHexString(config.Headers!["Authorization"]["Bearer ".Length..]), Has.Length.EqualTo(32));
            Assert.That(config.OAuth?.Boolean, Is.False);
        }

        await using var http = await server.ConnectAsync(new Uri(configs[0].Url), configs[0].Headers!, default);
        await Failure.OfAsync<HttpRequestException>(() => server.ConnectAsync(new Uri(configs[0].Url), configs[1].Headers!, default));
    }

    [Test]
    public async Task No_text_of_the_tools_contains_the_secrets(CancellationToken cancellationToken)
    {
        var logs = new FakeLogCollector();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        using var activities = new ActivityRecorder();
        await using var server = new ToolServer();
        server.NextStatus.Enqueue("connected");
        await using var tools = await server.CreateClient(new() { LoggerFactory = factory, BaseUrl = FakeOpenCode.BaseUrl }).AddToolsAsync("shop", [Function("Tool", () => 1)], cancellationToken: cancellationToken);
        var config = server.Config;
        await using var client = await server.ConnectAsync(cancellationToken);
        await client.CallToolAsync("Tool", cancellationToken: cancellationToken);
        using var http = new HttpClient();
        await http.GetAsync(config.Url, cancellationToken);
        await tools.DisposeAsync();
        var all = string.Join('\n', logs.GetSnapshot().Select(record => $"{record.Message} {record.Exception} {string.Join(' ', record.StructuredState ?? [])}"));
        Assert.That(all, Does.Contain("A request without the token of tools shop was refused with status 401"));
        var token = config.Headers!["Authorization"]["Bearer ".Length..];
        var path = new Uri(config.Url).AbsolutePath[1..];
        foreach (var text in new[] { all, tools.ToString(), tools.Address.ToString(), config.ToString(), server.Added[0].ToString(), activities.AllText })
        {
            Assert.That(text, Does.Not.Contain(token));
        }

        Assert.That(all + tools + tools.Address, Does.Not.Contain(path));
    }

    private static string Url(string how, string url, string token) => how switch
    {
        "wrong path" => url[..^1] + (url[^1] == '0' ? '1' : '0'),
        "path and more" => url + "/more",
        "root" => new Uri(new Uri(url), "/").AbsoluteUri,
        "token in the query" => $"{url}?access_token={token["Bearer ".Length..]}",
        _ => url,
    };

    private static string[] Tokens(string how, string token) => how switch
    {
        "no token" or "token in the query" => [],
        "wrong token" => [token[..^1] + (token[^1] == '0' ? '1' : '0')],
        "token that is longer" => [token + "0"],
        "token of another case" => [token.ToUpperInvariant()],
        "other scheme" => ["Basic " + token["Bearer ".Length..]],
        "two tokens" => [token, token],
        _ => [token],
    };
}
