using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>What a client does that is no well-behaved MCP client.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class RawTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}""";

    [Test]
    public async Task A_server_that_dies_cancels_the_functions_it_has_called(CancellationToken cancellationToken)
    {
        var endless = new EndlessFunction();
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [endless.Function], cancellationToken: cancellationToken);
        using var http = CreateHttpClient(server);
        using var initialized = await http.PostAsync("", Json(Initialize), cancellationToken);
        http.DefaultRequestHeaders.Add("Mcp-Session-Id", initialized.Headers.GetValues("Mcp-Session-Id"));
        using var dying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = http.PostAsync("", Json("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"Endless"}}"""), dying.Token);
        await endless.Started.WaitAsync(cancellationToken);
        await dying.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => call);
        await endless.Canceled.WaitAsync(cancellationToken);
    }

    [Test]
    public async Task The_stream_for_changes_is_never_silent_for_long(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient(new() { BaseUrl = FakeOpenCode.BaseUrl, TimeProvider = time }).AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        using var http = CreateHttpClient(server);
        using var initialized = await http.PostAsync("", Json(Initialize), cancellationToken);
        http.DefaultRequestHeaders.Add("Mcp-Session-Id", initialized.Headers.GetValues("Mcp-Session-Id"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        using var stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(cancellationToken));
        for (var i = 0; i < 3; i++)
        {
            var pinged = PingAsync(reader, cancellationToken);
            while (!pinged.IsCompleted)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
            }

            await pinged;
        }
    }

    [Test]
    public async Task A_client_that_sends_too_much_receives_the_status([Values] bool withToken, CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        await using var tools = await server.CreateClient().AddToolsAsync("shop", [], new() { MaxArgumentBytes = 1 }, cancellationToken);
        using var http = CreateHttpClient(server);
        if (!withToken)
        {
            http.DefaultRequestHeaders.Authorization = null;
        }

        var body = new string(' ', 16 * 1024 * 1024);
        for (var i = 0; i < 20; i++)
        {
            using var response = await http.PostAsync("", Json(body), cancellationToken);
            Assert.That((int)response.StatusCode, Is.EqualTo(withToken ? 413 : 401));
        }
    }

    private static async Task PingAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        while (!(await reader.ReadLineAsync(cancellationToken))!.Contains("\"method\":\"ping\"", StringComparison.Ordinal))
        {
        }
    }

    private static HttpClient CreateHttpClient(ToolServer server)
    {
        var http = new HttpClient { BaseAddress = new Uri(server.Config.Url) };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", server.Config.Headers!["Authorization"]);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return http;
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
