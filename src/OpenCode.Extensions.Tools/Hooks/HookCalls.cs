using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Tools.Hooks;

/// <summary>Reads the requests of the plugin.</summary>
internal static class HookCalls
{
    public static BeforeToolContext ReadBefore(JsonElement call) => new()
    {
        Tool = Text(call, "tool"),
        SessionId = Text(call, "sessionID"),
        CallId = Text(call, "callID"),
        Arguments = Member(call, "args").Clone(),
        Directory = Directory(call),
    };

    public static AfterToolContext ReadAfter(JsonElement call) => new()
    {
        Tool = Text(call, "tool"),
        SessionId = Text(call, "sessionID"),
        CallId = Text(call, "callID"),
        Arguments = Member(call, "args").Clone(),
        Title = Text(call, "title"),
        Output = Text(call, "output"),
        Metadata = Member(call, "metadata").Clone(),
        Directory = Directory(call),
    };

    public static PromptHookContext ReadPrompt(JsonElement call) => new()
    {
        Message = Read(Member(call, "message"), UserMessage.ReadFrom),
        Parts = [.. Member(call, "parts").EnumerateArray().Select(part => Read(part, Part.ReadFrom))],
        Directory = Directory(call),
    };

    public static PermissionHookContext ReadPermission(JsonElement call) => new()
    {
        Request = Read(Member(call, "request"), PermissionRequest.ReadFrom),
        Directory = Directory(call),
    };

    public static EventHookContext ReadEvent(JsonElement item) => new()
    {
        Event = Read(Member(item, "event"), Event.ReadFrom),
        Directory = Directory(item),
    };

    public static string Directory(JsonElement call) => Text(call, "directory");

    /// <exception cref="JsonException">The member is missing or isn't a string.</exception>
    public static string Text(JsonElement call, string name) =>
        Member(call, name) is { ValueKind: JsonValueKind.String } text ? JsonText.Read(text) : throw JsonRead.Missing(name);

    /// <exception cref="JsonException">The member is missing.</exception>
    public static JsonElement Member(JsonElement call, string name) =>
        call.ValueKind == JsonValueKind.Object && call.TryGetProperty(name, out var member) ? member : throw JsonRead.Missing(name);

    private static T Read<T>(JsonElement element, ModelReader<T> read) => OpenCodeJson.Read(JsonText.Raw(element), read);
}
