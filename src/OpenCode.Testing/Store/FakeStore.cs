using System.Globalization;
using System.Text.Json.Nodes;
using OpenCode.Testing.Events;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Store;

/// <summary>
/// The data of the server, and the events for each change. Callers must lock <see cref="Gate"/>, so that events are sent in the
/// order of the changes.
/// </summary>
internal sealed class FakeStore(FakeOpenCodeOptions options, IdSource ids, EventBroker events)
{
    /// <summary>The project of all directories.</summary>
    public const string ProjectId = "0f4a9e52c1d7b386a05e9c4d2b71f8e36d0c5a19";

    private readonly List<StoredSession> _sessions = [];

    public object Gate { get; } = new();

    public IdSource Ids => ids;

    public FakeOpenCodeOptions Options => options;

    public long Now => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The sessions in the order of their creation.</summary>
    public IReadOnlyList<StoredSession> Sessions => _sessions;

    public StoredSession? Find(string sessionId) => _sessions.Find(s => s.Id == sessionId);

    /// <exception cref="WireFailure">The session does not exist.</exception>
    public StoredSession Get(string sessionId) => Find(sessionId) ?? throw WireFailure.NotFound($"Session not found: {sessionId}");

    public IEnumerable<StoredSession> Children(string sessionId) => _sessions.Where(s => s.ParentId == sessionId);

    /// <summary>Creates a session with the members of a request.</summary>
    public StoredSession Create(JsonObject request, string directory)
    {
        var id = ids.Next("ses");
        var info = new JsonObject { ["id"] = id, ["slug"] = "fake-" + (_sessions.Count + 1).ToString(CultureInfo.InvariantCulture), ["projectID"] = ProjectId };
        request.CopyTo(info, "workspaceID");
        info["directory"] = directory;
        info["path"] = "";
        request.CopyTo(info, "parentID");
        info["cost"] = 0;
        info["tokens"] = Messages.NoTokens();
        info["title"] = request.OptionalText("title") ?? (request["parentID"] is null ? "New session" : "Child session");
        request.CopyTo(info, "agent", "model", "metadata");
        info["version"] = options.Version;
        info["time"] = new JsonObject { ["created"] = Now, ["updated"] = Now };
        request.CopyTo(info, "permission");
        return Add(info);
    }

    /// <summary>Adds a complete session.</summary>
    public StoredSession Add(JsonObject info)
    {
        var session = new StoredSession(info);
        if (session.ParentId is { } parent)
        {
            Get(parent);
        }

        _sessions.RemoveAll(s => s.Id == session.Id);
        _sessions.Add(session);
        PublishInfo(session, "session.created");
        return session;
    }

    /// <summary>Records a change of a session.</summary>
    public void Update(StoredSession session)
    {
        session.Info["time"]!["updated"] = Now;
        PublishInfo(session, "session.updated");
    }

    /// <summary>Deletes a session and the sessions that its agents started.</summary>
    public void Delete(StoredSession session)
    {
        foreach (var child in Children(session.Id).ToList())
        {
            Delete(child);
        }

        _sessions.Remove(session);
        PublishInfo(session, "session.deleted");
    }

    /// <summary>Adds or replaces a message.</summary>
    public StoredMessage Put(StoredSession session, JsonObject info)
    {
        var message = session.Find(info.Text("id"));
        if (message is null)
        {
            message = new StoredMessage(info.Clone());
            session.Messages.Add(message);
        }
        else
        {
            message.Info = info.Clone();
        }

        Publish(session, "message.updated", new JsonObject { ["sessionID"] = session.Id, ["info"] = info.Clone() });
        return message;
    }

    /// <summary>Adds or replaces a part of a message.</summary>
    public void PutPart(StoredSession session, JsonObject part)
    {
        session.Find(part.Text("messageID"))?.Put(part.Clone());
        Publish(session, "message.part.updated", new JsonObject { ["sessionID"] = session.Id, ["part"] = part.Clone(), ["time"] = Now });
    }

    public void SetTodos(StoredSession session, JsonArray todos)
    {
        session.Todos = todos;
        Publish(session, "todo.updated", new JsonObject { ["sessionID"] = session.Id, ["todos"] = todos.DeepClone() });
    }

    /// <param name="session">The session.</param>
    /// <param name="type">The type of the status.</param>
    /// <param name="members">Adds the other members.</param>
    public void SetStatus(StoredSession session, string type, Action<JsonObject>? members = null)
    {
        var status = new JsonObject { ["type"] = type };
        members?.Invoke(status);
        session.Status = type == "idle" ? null : status;
        Publish(session, "session.status", new JsonObject { ["sessionID"] = session.Id, ["status"] = status.Clone() });
    }

    public void Publish(StoredSession session, string type, JsonObject properties) => events.Publish(session.Directory, type, properties);

    private void PublishInfo(StoredSession session, string type) =>
        Publish(session, type, new JsonObject { ["sessionID"] = session.Id, ["info"] = session.Info.Clone() });
}
