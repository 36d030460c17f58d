using System.Text.Json;

namespace OpenCode.Samples;

/// <summary>A chat request as the server sends it to its model.</summary>
public sealed class DemoRequest(JsonElement body)
{
    /// <summary>The whole request.</summary>
    public JsonElement Body { get; } = body;

    /// <summary>Requests without tools are the server's own: it asks for a title of the session.</summary>
    public bool HasTools => Body.TryGetProperty("tools", out var tools) && tools.GetArrayLength() > 0;

    /// <summary>Whether this asks for what follows a tool's result.</summary>
    public bool FollowsTool => Messages.LastOrDefault().GetProperty("role").GetString() == "tool";

    /// <summary>The text of the last message of the user.</summary>
    public string Prompt
    {
        get
        {
            var content = Messages.Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content");
            return content.ValueKind == JsonValueKind.String
                ? content.GetString()!
                : string.Concat(content.EnumerateArray().Where(p => p.TryGetProperty("text", out _)).Select(p => p.GetProperty("text").GetString()));
        }
    }

    private IEnumerable<JsonElement> Messages => Body.GetProperty("messages").EnumerateArray();
}
