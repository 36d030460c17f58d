using System.Text.Json.Nodes;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>Events and messages of session <c>ses_1</c> as the server sends them.</summary>
internal static class Wire
{
    public const string Busy = """{"ses_1":{"type":"busy"}}""";

    private static int s_events;

    public static string Idle => Event("session.idle", new JsonObject { ["sessionID"] = "ses_1" });

    public static string StatusBusy => Event("session.status", new JsonObject { ["sessionID"] = "ses_1", ["status"] = new JsonObject { ["type"] = "busy" } });

    public static string Deleted => Event("session.deleted", new JsonObject { ["sessionID"] = "ses_1", ["info"] = Session("ses_1", null) });

    public static string Heartbeat => """{"id":"evt_beat","type":"server.heartbeat","properties":{}}""";

    public static JsonObject User(string id, long created = 1000) => new()
    {
        ["id"] = id, ["sessionID"] = "ses_1", ["role"] = "user", ["time"] = new JsonObject { ["created"] = created }, ["agent"] = "build",
        ["model"] = new JsonObject { ["providerID"] = "p", ["modelID"] = "m" },
    };

    public static JsonObject Assistant(string id, string? finish = null, long created = 2000, string parent = "msg_u", JsonObject? error = null, bool isComplete = true, string session = "ses_1", double cost = 0)
    {
        var message = new JsonObject
        {
            ["id"] = id, ["sessionID"] = session, ["role"] = "assistant", ["time"] = new JsonObject { ["created"] = created }, ["parentID"] = parent,
            ["modelID"] = "m", ["providerID"] = "p", ["mode"] = "build", ["agent"] = "build", ["path"] = new JsonObject { ["cwd"] = "/", ["root"] = "/" },
            ["cost"] = cost,
            ["tokens"] = new JsonObject { ["input"] = 10, ["output"] = 5, ["reasoning"] = 0, ["cache"] = new JsonObject { ["read"] = 0, ["write"] = 0 } },
        };
        if (finish is not null || error is not null)
        {
            message["time"]!["completed"] = isComplete ? created + 1 : null;
        }

        if (finish is not null)
        {
            message["finish"] = finish;
        }

        if (error is not null)
        {
            message["error"] = error;
        }

        return message;
    }

    public static JsonObject Text(string id, string messageId, string text, bool isFinal = true)
    {
        var part = new JsonObject { ["id"] = id, ["sessionID"] = "ses_1", ["messageID"] = messageId, ["type"] = "text", ["text"] = text, ["time"] = new JsonObject { ["start"] = 1 } };
        if (isFinal)
        {
            part["time"]!["end"] = 2;
        }

        return part;
    }

    public static JsonObject UserText(string id, string messageId, string text) =>
        new() { ["id"] = id, ["sessionID"] = "ses_1", ["messageID"] = messageId, ["type"] = "text", ["text"] = text };

    public static JsonObject Tool(string id, string messageId, JsonObject state, string tool = "bash") => new()
    {
        ["id"] = id, ["sessionID"] = "ses_1", ["messageID"] = messageId, ["type"] = "tool", ["callID"] = "call_1", ["tool"] = tool, ["state"] = state,
    };

    public static JsonObject Running(string? output = null)
    {
        var state = new JsonObject { ["status"] = "running", ["input"] = new JsonObject { ["command"] = "ls" }, ["time"] = new JsonObject { ["start"] = 1 } };
        if (output is not null)
        {
            state["metadata"] = new JsonObject { ["output"] = output };
        }

        return state;
    }

    public static JsonObject Failed(string error) => new()
    {
        ["status"] = "error", ["input"] = new JsonObject { ["command"] = "ls" }, ["error"] = error, ["time"] = new JsonObject { ["start"] = 1, ["end"] = 2 },
    };

    public static JsonObject Error(string name, string message) => new() { ["name"] = name, ["data"] = new JsonObject { ["message"] = message } };

    public static JsonObject AuthError(string message) => new() { ["name"] = "ProviderAuthError", ["data"] = new JsonObject { ["providerID"] = "p", ["message"] = message } };

    public static JsonObject Session(string id, string? parent)
    {
        var session = new JsonObject
        {
            ["id"] = id, ["slug"] = "s", ["projectID"] = "p", ["directory"] = "/", ["title"] = "T", ["version"] = "1", ["time"] = new JsonObject { ["created"] = 1, ["updated"] = 1 },
        };
        if (parent is not null)
        {
            session["parentID"] = parent;
        }

        return session;
    }

    public static JsonObject Permission(string id, string session = "ses_1") => new()
    {
        ["id"] = id, ["sessionID"] = session, ["permission"] = "bash", ["patterns"] = new JsonArray("ls"), ["metadata"] = new JsonObject(), ["always"] = new JsonArray(),
    };

    public static JsonObject Stored(JsonObject info, params IEnumerable<JsonObject> parts) => new() { ["info"] = info, ["parts"] = new JsonArray([.. parts]) };

    public static string Updated(JsonObject info) => Event("message.updated", new JsonObject { ["sessionID"] = (string)info["sessionID"]!, ["info"] = info });

    public static string Updated(JsonObject part, long time) => Event("message.part.updated", new JsonObject { ["sessionID"] = "ses_1", ["part"] = part, ["time"] = time });

    public static string PartUpdated(JsonObject part) => Updated(part, 1);

    public static string Delta(string partId, string messageId, string text) =>
        Event("message.part.delta", new JsonObject { ["sessionID"] = "ses_1", ["messageID"] = messageId, ["partID"] = partId, ["field"] = "text", ["delta"] = text });

    public static string SessionError(JsonObject error) => Event("session.error", new JsonObject { ["sessionID"] = "ses_1", ["error"] = error });

    public static string Created(JsonObject session) => Event("session.created", new JsonObject { ["sessionID"] = (string)session["id"]!, ["info"] = session });

    public static string Retry(int attempt, string message, DateTimeOffset next, JsonObject? action = null)
    {
        var status = new JsonObject { ["type"] = "retry", ["attempt"] = attempt, ["message"] = message, ["next"] = next.ToUnixTimeMilliseconds() };
        if (action is not null)
        {
            status["action"] = action;
        }

        return Event("session.status", new JsonObject { ["sessionID"] = "ses_1", ["status"] = status });
    }

    public static string Event(string type, JsonObject properties) =>
        new JsonObject { ["id"] = $"evt_{Interlocked.Increment(ref s_events)}", ["type"] = type, ["properties"] = properties }.ToJsonString();
}
