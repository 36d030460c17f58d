using System.Net.Http.Headers;
using System.Text;
using RichardSzalay.MockHttp;

namespace OpenCode.Sdk.Tests;

/// <summary>Clients whose server is a function.</summary>
internal static class TestClient
{
    /// <summary>Without retries and reconnections, which have tests of their own.</summary>
    public static OpenCodeClientOptions Options => new()
    {
        BaseUrl = new Uri("http://server.test/"),
        MaxRetries = 0,
        EventStream = new() { Reconnect = false, ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan },
    };

    public static OpenCodeClient Create(Func<HttpRequestMessage, HttpResponseMessage> answer, OpenCodeClientOptions? options = null) =>
        CreateAwaiting(request => Task.FromResult(answer(request)), options);

    public static OpenCodeClient CreateAwaiting(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer, OpenCodeClientOptions? options = null)
    {
        var handler = new MockHttpMessageHandler();
        handler.Fallback.Respond(answer);
        return new OpenCodeClient(handler, options ?? Options);
    }

    public static HttpResponseMessage Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    public static HttpResponseMessage Json(byte[] json) => Content(new ByteArrayContent(json), "application/json");

    public static HttpResponseMessage Html(string text) => Content(new StringContent(text), "text/html");

    public static HttpResponseMessage Events(string text) => Content(new StringContent(text), "text/event-stream");

    private static HttpResponseMessage Content(HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type) { CharSet = "utf-8" };
        return new HttpResponseMessage { Content = content };
    }
}
