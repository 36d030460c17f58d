using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Keeps every JSON answer and every event that passes, with paths of this machine replaced.</summary>
internal sealed class TrafficRecorder : DelegatingHandler
{
    private readonly ConcurrentQueue<(string Route, JToken Body)> _answers = new();
    private readonly ConcurrentQueue<(string Route, JToken Event)> _events = new();

    public TrafficRecorder()
        : base(new SocketsHttpHandler())
    {
    }

    public Traffic ToTraffic(string server) => new(server, [.. _answers], [.. _events]);

    /// <summary>Reads a stream of events as text until <paramref name="end"/> says so.</summary>
    public async Task RecordEventsAsync(HttpClient http, string path, Func<JToken, bool> end, TaskCompletionSource open, CancellationToken cancellationToken)
    {
        await using var stream = await http.GetStreamAsync(path, cancellationToken);
        open.SetResult();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            var json = Parse(item.Data);
            _events.Enqueue(($"GET {path}", json));
            if (end(json))
            {
                return;
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            _answers.Enqueue((Route(request), Parse(body)));
            response.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return response;
    }

    private static JToken Parse(string json) => Repository.ParseJson(json.Replace(LiveServer.Folder, "/work", StringComparison.Ordinal));

    /// <summary>The route of the document a request goes to; fixed segments win over parameters.</summary>
    private static string Route(HttpRequestMessage request)
    {
        var segments = request.RequestUri!.AbsolutePath.Split('/');
        return Repository.Types["operations"]!.Children<JProperty>()
            .Select(p => p.Name)
            .Where(route => route.StartsWith(request.Method + " ", StringComparison.Ordinal))
            .Where(route => Matches(route.Split(' ')[1].Split('/'), segments))
            .MinBy(route => route.Count(c => c == '{'))!;
    }

    private static bool Matches(string[] route, string[] segments) =>
        route.Length == segments.Length && route.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
}
