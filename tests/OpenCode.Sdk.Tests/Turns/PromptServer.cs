using System.Text.Json.Nodes;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>As much of an opencode server as a prompt needs, with events and states that a test decides on.</summary>
internal sealed class PromptServer : IAsyncDisposable
{
    public const string SessionId = "ses_1";
    public const string PromptId = "msg_1";

    private readonly EventServer _server;
    private readonly TaskCompletionSource<string> _partId = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="play">Sends events once the prompt has come; it gets the identifier of the prompt's part.</param>
    public PromptServer(Func<PromptServer, EventRequest, string, Task> play)
    {
        _server = new EventServer(async request =>
        {
            switch (request.Method, request.Path)
            {
                case ("GET", "/event"):
                    await request.OpenStreamAsync();
                    await request.SendEventAsync("""{"id":"evt_0","type":"server.connected","properties":{}}""");
                    await play(this, request, await _partId.Task.WaitAsync(request.Closed));
                    await request.StayOpenAsync();
                    break;
                case ("POST", $"/session/{SessionId}/prompt_async"):
                    await request.NoContentAsync();
                    _partId.TrySetResult((string)JsonNode.Parse(request.Body)!["parts"]![0]!["id"]!);
                    break;
                case ("GET", "/session/status"):
                    await request.JsonAsync(IsBusy ? "{\"ses_1\":{\"type\":\"busy\"}}" : "{}");
                    break;
                case ("GET", $"/session/{SessionId}/message"):
                    await request.JsonAsync(Messages);
                    break;
                case ("GET", "/permission"):
                    await request.JsonAsync(Permissions);
                    break;
                case ("POST", _) when request.Path.EndsWith("/reply", StringComparison.Ordinal):
                    await request.JsonAsync("true");
                    break;
                default:
                    await request.JsonAsync("[]");
                    break;
            }
        });
    }

    public Uri Url => _server.Url;

    public bool IsBusy { get; set; }

    public string Messages { get; set; } = "[]";

    public string Permissions { get; set; } = "[]";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static string User(string id) =>
        Updated($"{{\"id\":\"{id}\",\"sessionID\":\"{SessionId}\",\"role\":\"user\",\"time\":{{\"created\":1}},\"agent\":\"build\",\"model\":{{\"providerID\":\"p\",\"modelID\":\"m\"}}}}");

    public static string Assistant(string id, string parent, string? finish = null, bool isSummary = false)
    {
        var time = finish is null ? "" : ",\"completed\":2";
        var end = finish is null ? "" : $",\"finish\":\"{finish}\"";
        var summary = isSummary ? ",\"summary\":true" : "";
        return Updated($"{{\"id\":\"{id}\",\"sessionID\":\"{SessionId}\",\"role\":\"assistant\",\"parentID\":\"{parent}\",\"time\":{{\"created\":1{time}}},\"modelID\":\"m\",\"providerID\":\"p\",\"mode\":\"build\",\"agent\":\"build\","
            + $"\"path\":{{\"cwd\":\"/\",\"root\":\"/\"}},\"cost\":0,\"tokens\":{{\"input\":0,\"output\":0,\"reasoning\":0,\"cache\":{{\"read\":0,\"write\":0}}}}{end}{summary}}}");
    }

    public static string Text(string id, string message, string text, bool isFinal = false, bool isSynthetic = false)
    {
        var end = isFinal ? ",\"end\":2" : "";
        var synthetic = isSynthetic ? ",\"synthetic\":true" : "";
        return PartUpdated($"{{\"id\":\"{id}\",\"sessionID\":\"{SessionId}\",\"messageID\":\"{message}\",\"type\":\"text\",\"text\":\"{text}\",\"time\":{{\"start\":1{end}}}{synthetic}}}");
    }

    public static string Compaction(string id, string message) =>
        PartUpdated($"{{\"id\":\"{id}\",\"sessionID\":\"{SessionId}\",\"messageID\":\"{message}\",\"type\":\"compaction\",\"auto\":true}}");

    public static string Delta(string part, string message, string text) =>
        Event("message.part.delta", $"\"sessionID\":\"{SessionId}\",\"messageID\":\"{message}\",\"partID\":\"{part}\",\"field\":\"text\",\"delta\":\"{text}\"");

    public static string Idle => Event("session.idle", $"\"sessionID\":\"{SessionId}\"");

    public static string Error(string message) =>
        Event("session.error", $"\"sessionID\":\"{SessionId}\",\"error\":{{\"name\":\"UnknownError\",\"data\":{{\"message\":\"{message}\"}}}}");

    private static string Updated(string message) => Event("message.updated", $"\"sessionID\":\"{SessionId}\",\"info\":{message}");

    private static string PartUpdated(string part) => Event("message.part.updated", $"\"sessionID\":\"{SessionId}\",\"part\":{part},\"time\":1");

    private static string Event(string type, string properties) => $"{{\"id\":\"evt_1\",\"type\":\"{type}\",\"properties\":{{{properties}}}}}";
}
