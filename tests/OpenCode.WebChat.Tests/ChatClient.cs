using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenCode.Testing;

namespace OpenCode.WebChat.Tests;

/// <summary>The API as a page calls it.</summary>
internal sealed class ChatClient(Uri url) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = new Uri(url, "api/"), Timeout = TestTimeout.Value };

    public void Dispose() => Http.Dispose();

    public static string Type(JsonNode update) => update["type"]!.GetValue<string>();

    public static string State(JsonNode update) => $"{update["part"]!["tool"]} {update["part"]!["state"]!["status"]}";

    public static string Text(IEnumerable<JsonNode> updates, string type) => string.Concat(updates.Where(update => Type(update) == type).Select(update => update["text"]!.GetValue<string>()));

    public async Task<string> CreateAsync(CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Post, "sessions", null, cancellationToken))!["id"]!.GetValue<string>();

    public async Task<IEnumerable<string>> ListAsync(CancellationToken cancellationToken) =>
        (await GetAsync("sessions", cancellationToken)).AsArray().Select(session => session!["id"]!.GetValue<string>());

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => (await SendAsync(HttpMethod.Get, path, null, cancellationToken))!;

    public async Task ReplyAsync(JsonNode asked, string reply, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Post, $"permissions/{asked["request"]!["id"]!.GetValue<string>()}", new JsonObject { ["reply"] = reply }, cancellationToken);

    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var response = await Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.That(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public IAsyncEnumerable<JsonNode> PromptAsync(string id, string text, CancellationToken cancellationToken) =>
        StreamAsync(HttpMethod.Post, id, new JsonObject { ["text"] = text }, cancellationToken);

    public IAsyncEnumerable<JsonNode> StreamAsync(HttpMethod method, string id, JsonNode? body, CancellationToken cancellationToken) =>
        EventsAsync(method, $"sessions/{id}/turn", body, cancellationToken).Select(item => item.EventType == "update" ? JsonNode.Parse(item.Data)! : throw new AssertionException(item.Data));

    public async IAsyncEnumerable<SseItem<string>> EventsAsync(HttpMethod method, string path, JsonNode? body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            yield return item;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, JsonNode? body) =>
        new(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")) };
}
