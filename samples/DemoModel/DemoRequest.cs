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
    public bool FollowsTool => Role(Messages.Last()) == "tool";

    /// <summary>The names of the tools, as the model sees them.</summary>
    public IReadOnlyList<string> ToolNames => HasTools ? [.. Body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!)] : [];

    /// <summary>The results of all tools in the conversation, as text.</summary>
    public IReadOnlyList<string> ToolResults => [.. Messages.Where(message => Role(message) == "tool").Select(Text)];

    /// <summary>The number of tool results since the last user message.</summary>
    public int ToolResultsOfTurn => Messages.Reverse().TakeWhile(message => Role(message) != "user").Count(message => Role(message) == "tool");

    /// <summary>The text of the last user message.</summary>
    public string Prompt => Text(Messages.Last(message => Role(message) == "user"));

    private IEnumerable<JsonElement> Messages => Body.GetProperty("messages").EnumerateArray();

    private static string? Role(JsonElement message) => message.GetProperty("role").GetString();

    private static string Text(JsonElement message)
    {
        var content = message.GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Concat(content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()));
    }
}
