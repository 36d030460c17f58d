using System.Text;
using System.Text.Json.Nodes;

namespace OpenCode.Benchmarks.Recorded;

/// <summary>
/// The messages of a session as <c>GET /session/{id}/message</c> lists them. They are created from recorded events in any number.
/// </summary>
internal sealed class MessageTemplates
{
    private readonly List<(string Json, string[] Ids)> _messages = [];

    /// <param name="events">The events about messages and parts. The last event about each contains its final state.</param>
    public MessageTemplates(IEnumerable<JsonNode> events)
    {
        var infos = new OrderedDictionary<string, JsonNode>();
        var parts = new OrderedDictionary<string, JsonNode>();
        foreach (var e in events)
        {
            var properties = e["properties"]!;
            switch ((string?)e["type"])
            {
                case "message.updated":
                    infos[(string)properties["info"]!["id"]!] = properties["info"]!;
                    break;
                case "message.part.updated":
                    parts[(string)properties["part"]!["id"]!] = properties["part"]!;
                    break;
            }
        }

        foreach (var (id, info) in infos)
        {
            var own = parts.Values.Where(part => (string?)part["messageID"] == id).ToList();
            var message = new JsonObject { ["info"] = info.DeepClone(), ["parts"] = new JsonArray([.. own.Select(part => part.DeepClone())]) };
            _messages.Add((message.ToJsonString(), [id, .. own.Select(part => (string)part["id"]!)]));
        }
    }

    /// <summary>Returns the JSON of a message. Each message has its own identifiers.</summary>
    public string Message(int index)
    {
        var (json, ids) = _messages[index % _messages.Count];
        var text = new StringBuilder(json);
        foreach (var id in ids)
        {
            text.Replace(id, $"{id[..^6]}{index:D6}");
        }

        return text.ToString();
    }

    /// <summary>Returns the JSON of a list of messages, from the oldest to the newest.</summary>
    public byte[] List(int start, int count) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(start, count).Select(Message))}]");

    /// <summary>Returns the number of messages whose list has approximately the given number of bytes.</summary>
    public int CountOf(long bytes) => (int)(bytes / (_messages.Sum(m => Encoding.UTF8.GetByteCount(m.Json) + 1.0) / _messages.Count));
}
