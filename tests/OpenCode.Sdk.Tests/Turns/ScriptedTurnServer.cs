using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>A server in memory on which a turn happens as a test writes it down. The user's message is <c>msg_u</c>, the session <c>ses_1</c>.</summary>
internal sealed class ScriptedTurnServer : VirtualServer
{
    public const string SessionId = "ses_1";

    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>The identifier of the prompt's part; known once the prompt has come.</summary>
    public string PartId { get; private set; } = "";

    /// <summary>Called when the prompt has come, with this server; sends what follows.</summary>
    public Action<ScriptedTurnServer> OnPrompt { get; init; } = static _ => { };

    /// <summary>Called for every request, before it is responded to; null leaves the response to this server.</summary>
    public Func<ScriptedTurnServer, string, string, CancellationToken, Task<HttpResponseMessage>?> OnRequest { get; init; } = static (_, _, _, _) => null;

    /// <summary>An event that comes again and again once all others have been read, ten times a second; null if none does.</summary>
    public string? Chatter { get; set; }

    /// <summary>What <c>GET /session/status</c> says.</summary>
    public string Status { get; set; } = "{}";

    /// <summary>What <c>GET /session/ses_1/message</c> says.</summary>
    public List<JsonObject> Messages { get; } = [];

    /// <summary>What <c>GET /session/ses_1/children</c> says.</summary>
    public string Children { get; set; } = "[]";

    /// <summary>What <c>GET /permission</c> says.</summary>
    public string Permissions { get; set; } = "[]";

    /// <summary>All requests, as <c>METHOD path</c>, in order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public int Count(string request) => _requests.Count(r => r == request);

    public void Send(params IEnumerable<string> events)
    {
        foreach (var e in events)
        {
            Send(new TurnStep(Encoding.UTF8.GetBytes(e), null));
        }
    }

    public void EndConnection() => Send(TurnStep.Gap);

    public Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken) => StickAsync(cancellationToken.UntilCanceledAsync(), cancellationToken);

    public Task<HttpResponseMessage> LaterAsync(Task until, CancellationToken cancellationToken) => StickAsync(until, cancellationToken);

    public static Task<HttpResponseMessage> Reply(string json, HttpStatusCode status = HttpStatusCode.OK) => Task.FromResult(Json(json, status));

    public static Task<HttpResponseMessage> NoContent() => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));

    protected override void OnRead()
    {
        if (Chatter is { } again)
        {
            Time.Pass(TimeSpan.FromSeconds(0.1));
            Send(again);
        }
    }

    protected override Task<HttpResponseMessage> RespondAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken)
    {
        var request = $"{method} {path}";
        _requests.Enqueue(request);
        if (path == $"/session/{SessionId}/prompt_async")
        {
            PartId = (string)JsonNode.Parse(body)!["parts"]!.AsArray().First(p => (string)p!["type"]! == "text")!["id"]!;
        }

        if (OnRequest(this, request, body, cancellationToken) is { } response)
        {
            return response;
        }

        switch (request)
        {
            case $"POST /session/{SessionId}/prompt_async":
                OnPrompt(this);
                return NoContent();
            case "GET /session/status":
                return Reply(Status);
            case $"GET /session/{SessionId}/message":
                return Reply(new JsonArray([.. Messages.Select(m => m.DeepClone())]).ToJsonString());
            case $"GET /session/{SessionId}/children":
                return Reply(Children);
            case "GET /permission":
                return Reply(Permissions);
            default:
                return Reply(method == HttpMethod.Get ? "[]" : "true");
        }
    }
}
