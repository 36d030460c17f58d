using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Store;

/// <summary>The permissions and questions that agents wait for. Used only while the gate of the store is locked.</summary>
internal sealed class AskBook(FakeStore store)
{
    private readonly List<Ask> _asks = [];

    /// <summary>The permissions that were granted permanently, with the patterns that they apply to.</summary>
    private readonly List<(string Permission, string Pattern)> _granted = [];

    private readonly List<FakePermissionReply> _permissionReplies = [];
    private readonly List<FakeQuestionReply> _questionReplies = [];

    public IReadOnlyList<FakePermissionReply> PermissionReplies => _permissionReplies;

    public IReadOnlyList<FakeQuestionReply> QuestionReplies => _questionReplies;

    public IEnumerable<JsonObject> Waiting(AskKind kind, string directory) =>
        _asks.Where(a => a.Kind == kind && a.Session.Directory == directory).Select(a => a.Request);

    /// <summary>Whether a permission requires no reply, because an earlier reply was <c>always</c>.</summary>
    public bool IsGranted(string permission, IEnumerable<string> patterns) =>
        patterns.All(p => _granted.Exists(g => g.Permission == permission && Wildcard.Matches(g.Pattern, p)));

    /// <summary>Asks, and returns the body of the request that replies.</summary>
    public Task<JsonObject> AskAsync(AskKind kind, StoredSession session, JsonObject request)
    {
        var ask = new Ask(kind, session, request);
        _asks.Add(ask);
        store.Publish(session, kind == AskKind.Permission ? "permission.asked" : "question.asked", request.Clone());
        return ask.Reply.Task;
    }

    /// <exception cref="WireFailure">No agent waits for the reply.</exception>
    public void ReplyToPermission(string requestId, JsonObject body)
    {
        var ask = Take(AskKind.Permission, requestId);
        var reply = body.Text("reply");
        Finish(ask, body, "permission.replied", new JsonObject { ["reply"] = reply });
        _permissionReplies.Add(new FakePermissionReply(Json.Read<Models.PermissionRequest>(ask.Request), new(reply), body.OptionalText("message")));
        var permission = ask.Request.Text("permission");
        if (reply == "always")
        {
            _granted.AddRange(ask.Request["always"]!.AsArray().Select(p => (permission, (string)p!)));
        }

        // As on the server, a rejection applies to all requests of the session, and a grant applies to all requests that it
        // covers. See https://github.com/anomalyco/opencode/issues/33072.
        foreach (var other in _asks.Where(a => a.Kind == AskKind.Permission && IsDecided(a, ask, reply)).ToList())
        {
            _asks.Remove(other);
            Finish(other, body, "permission.replied", new JsonObject { ["reply"] = reply });
        }
    }

    /// <param name="requestId">The request.</param>
    /// <param name="answers">The answers; null if the question was dismissed.</param>
    /// <exception cref="WireFailure">No agent waits for the reply.</exception>
    public void ReplyToQuestion(string requestId, JsonArray? answers)
    {
        var ask = Take(AskKind.Question, requestId);
        var members = new JsonObject();
        var body = new JsonObject();
        if (answers is not null)
        {
            members["answers"] = answers.DeepClone();
            body["answers"] = answers.DeepClone();
        }

        Finish(ask, body, answers is null ? "question.rejected" : "question.replied", members);
        _questionReplies.Add(new FakeQuestionReply(
            Json.Read<Models.QuestionRequest>(ask.Request),
            answers is null ? null : [.. answers.Select(a => (IReadOnlyList<string>)[.. a!.AsArray().Select(label => (string)label!)])]));
    }

    /// <summary>Removes the pending requests of a session because its turn has ended.</summary>
    public void Forget(string sessionId) => _asks.RemoveAll(a => a.Session.Id == sessionId);

    private bool IsDecided(Ask other, Ask decided, string reply) => reply switch
    {
        "reject" => other.Session.Id == decided.Session.Id,
        "always" => IsGranted(other.Request.Text("permission"), other.Request["patterns"]!.AsArray().Select(p => (string)p!)),
        _ => false,
    };

    private Ask Take(AskKind kind, string requestId)
    {
        var ask = _asks.Find(a => a.Kind == kind && a.Request.Text("id") == requestId)
            ?? throw WireFailure.NotFound($"{kind} request not found: {requestId}");
        _asks.Remove(ask);
        return ask;
    }

    private void Finish(Ask ask, JsonObject body, string type, JsonObject members)
    {
        var properties = new JsonObject { ["sessionID"] = ask.Session.Id, ["requestID"] = ask.Request.Text("id") };
        foreach (var member in members)
        {
            properties[member.Key] = member.Value?.DeepClone();
        }

        store.Publish(ask.Session, type, properties);
        ask.Reply.TrySetResult(body.Clone());
    }

    private sealed record Ask(AskKind Kind, StoredSession Session, JsonObject Request)
    {
        public TaskCompletionSource<JsonObject> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
