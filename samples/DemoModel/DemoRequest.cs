using System.Text.Json;

namespace OpenCode.Samples;

/// <summary>A chat request from the server to its model.</summary>
public sealed class DemoRequest(JsonElement body)
{
    /// <summary>The complete request.</summary>
    public JsonElement Body { get; } = body;

    /// <summary>Whether the request contains tools. Requests without tools come from the server itself, which asks for a title of the session.</summary>
    public bool HasTools => Body.TryGetProperty("tools", out var tools) && tools.GetArrayLength() > 0;

    /// <summary>Whether the last message is the result of a tool.</summary>
    public bool FollowsTool => Messages.LastOrDefault().GetProperty("role").GetString() == "tool";

    /// <summary>The text of the last user message.</summary>
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
