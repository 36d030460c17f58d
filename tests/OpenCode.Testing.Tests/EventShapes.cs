using Newtonsoft.Json.Linq;

namespace OpenCode.Testing.Tests;

/// <summary>The events of a turn without the values that differ from turn to turn.</summary>
internal sealed class EventShapes
{
    /// <summary>Members whose values are part of the shape.</summary>
    private static readonly HashSet<string> s_kinds = ["type", "role", "name", "status", "finish", "reason", "field", "reply", "tool", "action", "permission"];

    /// <summary>Members whose content is that of the tool or the provider.</summary>
    private static readonly HashSet<string> s_free = ["input", "metadata", "responseHeaders"];

    public EventShapes(IReadOnlyList<JObject> events, string sessionId)
    {
        var histories = new List<(string Entity, List<string> Shapes)>();
        foreach (var e in events)
        {
            var (entity, shape) = (Entity(e), Shape(e));
            var history = histories.Find(h => h.Entity == entity).Shapes;
            if (history is null)
            {
                histories.Add((entity, history = []));
            }

            // The server summarizes the message of a user once or twice, beside the turn.
            if (!(IsUser(e) && history.LastOrDefault() == shape))
            {
                history.Add(shape);
            }
        }

        Histories = [.. histories.Select(h => string.Join('\n', h.Shapes))];
        Frame = [.. events.Where(e => (string?)e["properties"]!["sessionID"] == sessionId && IsFrame(e)).Select(e => Shape(e))];
    }

    /// <summary>What happened to each message, part, request and session, in the order of their first events.</summary>
    public IReadOnlyList<string> Histories { get; }

    /// <summary>The events that divide the turn into steps, which come in one order.</summary>
    public IReadOnlyList<string> Frame { get; }

    public static string Shape(JToken json) => json switch
    {
        JObject o => $"{{{string.Join(',', o.Properties().Where(p => p.Name != "id").OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Member(p)}"))}}}",
        JArray a => $"[{string.Join(',', a.Select(Shape).Distinct())}]",
        _ => json.Type is JTokenType.Integer or JTokenType.Float ? "number" : json.Type.ToString(),
    };

    private static string Member(JProperty member) =>
        s_free.Contains(member.Name) ? "free"
        : s_kinds.Contains(member.Name) && member.Value is JValue value ? $"'{value}'"
        : Shape(member.Value);

    private static string Entity(JObject e)
    {
        var properties = e["properties"]!;
        return (string?)(properties["part"]?["id"] ?? properties["partID"] ?? properties["requestID"])
            ?? ((string)e["type"]! is "permission.asked" or "question.asked" ? (string)properties["id"]!
            : (string)e["type"]! == "message.updated" ? (string)properties["info"]!["id"]!
            : (string)properties["sessionID"]!);
    }

    private static bool IsUser(JObject e) => (string?)e["properties"]!["info"]?["role"] == "user";

    private static bool IsFrame(JObject e) => (string)e["type"]! is "session.status" or "session.idle" or "session.error"
        || (string?)e["properties"]!["info"]?["role"] == "assistant"
        || (string?)e["properties"]!["part"]?["type"] is "step-start" or "step-finish";
}
