using System.Globalization;
using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Store;

/// <summary>Creates the JSON of messages and parts with the members that the server sends.</summary>
internal static class Messages
{
    /// <summary>The identifier of a file snapshot.</summary>
    private const string Snapshot = "8c1f0be27d54a96e3f2b7c05d9e8416a3b0f7d52";

    public static JsonObject NoTokens() => new()
    {
        ["input"] = 0, ["output"] = 0, ["reasoning"] = 0, ["cache"] = new JsonObject { ["read"] = 0, ["write"] = 0 },
    };

    public static JsonObject Model(string providerId, string modelId) => new() { ["providerID"] = providerId, ["modelID"] = modelId };

    /// <summary>Creates a user message.</summary>
    /// <param name="store">Provides the identifier, the time and the defaults.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">The prompt. The message contains its agent, model, format, system prompt and tools.</param>
    public static JsonObject User(FakeStore store, string sessionId, JsonObject request)
    {
        var info = new JsonObject
        {
            ["id"] = request.OptionalText("messageID") ?? store.Ids.Next("msg"),
            ["sessionID"] = sessionId,
            ["role"] = "user",
            ["time"] = new JsonObject { ["created"] = store.Now },
        };
        request.CopyTo(info, "format");
        info["agent"] = request.OptionalText("agent") ?? store.Options.Agent;
        info["model"] = request["model"] is JsonObject model ? model.Clone() : Model(store.Options.Model.ProviderId, store.Options.Model.ModelId);
        request.CopyTo(info, "system", "tools");
        return info;
    }

    /// <summary>Creates an assistant message that replies to a user message.</summary>
    public static JsonObject Assistant(FakeStore store, StoredSession session, JsonObject user, bool isSummary = false)
    {
        var info = new JsonObject
        {
            ["id"] = store.Ids.Next("msg"),
            ["sessionID"] = session.Id,
            ["role"] = "assistant",
            ["time"] = new JsonObject { ["created"] = store.Now },
            ["parentID"] = user.Text("id"),
            ["modelID"] = ((JsonObject)user["model"]!).Text("modelID"),
            ["providerID"] = ((JsonObject)user["model"]!).Text("providerID"),
            ["mode"] = isSummary ? "compaction" : user.Text("agent"),
            ["agent"] = isSummary ? "compaction" : user.Text("agent"),
            ["path"] = new JsonObject { ["cwd"] = session.Directory, ["root"] = session.Directory },
        };
        if (isSummary)
        {
            info["summary"] = true;
        }

        info["cost"] = 0;
        info["tokens"] = NoTokens();
        return info;
    }

    /// <summary>Creates a part of a message.</summary>
    public static JsonObject Part(FakeStore store, JsonObject message, string type, string? id = null) => new()
    {
        ["id"] = id ?? store.Ids.Next("prt"), ["sessionID"] = message.Text("sessionID"), ["messageID"] = message.Text("id"), ["type"] = type,
    };

    /// <summary>Creates a part of a message from a part of a prompt.</summary>
    public static JsonObject PromptPart(FakeStore store, JsonObject message, JsonObject input)
    {
        var part = Part(store, message, input.Text("type"), input.OptionalText("id"));
        foreach (var member in input.Where(m => m.Key is not ("id" or "type")))
        {
            part[member.Key] = member.Value?.DeepClone();
        }

        return part;
    }

    public static JsonObject StepStart(FakeStore store, JsonObject message)
    {
        var part = Part(store, message, "step-start");
        part["snapshot"] = Snapshot;
        return part;
    }

    public static JsonObject StepFinish(FakeStore store, JsonObject message, string reason)
    {
        var part = Part(store, message, "step-finish");
        part["reason"] = reason;
        part["snapshot"] = Snapshot;
        message.CopyTo(part, "cost", "tokens");
        return part;
    }

    /// <summary>Creates a text or reasoning part that is not complete.</summary>
    public static JsonObject OpenText(FakeStore store, JsonObject message, string type)
    {
        var part = Part(store, message, type);
        part["text"] = "";
        part["time"] = new JsonObject { ["start"] = store.Now };
        return part;
    }

    public static JsonObject Tool(FakeStore store, JsonObject message, string tool, int number)
    {
        var part = Part(store, message, "tool");
        part["callID"] = "call_" + number.ToString(CultureInfo.InvariantCulture);
        part["tool"] = tool;
        part["state"] = new JsonObject { ["status"] = "pending", ["input"] = new JsonObject(), ["raw"] = "" };
        return part;
    }
}
