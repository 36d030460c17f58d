using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Tools.Hooks;

/// <summary>Writes decisions for the plugin.</summary>
internal static class HookReplies
{
    public static void Write(Utf8JsonWriter writer, BeforeToolDecision decision)
    {
        Start(writer, decision.Reason, decision.Arguments is not null);
        if (decision.Arguments is { } arguments)
        {
            writer.WritePropertyName("args");
            JsonText.Write(writer, arguments);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, AfterToolDecision decision)
    {
        Start(writer, decision.Reason, decision.Output is not null);
        WriteText(writer, "output", decision.Output);
        WriteText(writer, "title", decision.Title);
        if (decision.Metadata is { } metadata)
        {
            writer.WritePropertyName("metadata");
            JsonText.Write(writer, metadata);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, PromptDecision decision)
    {
        Start(writer, decision.Reason, decision.Parts is not null);
        if (decision.Parts is { } parts)
        {
            writer.WriteStartArray("parts");
            foreach (var part in parts)
            {
                part.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, PermissionDecision decision)
    {
        writer.WriteStartObject();
        if (decision.HasReply)
        {
            writer.WriteString("reply", decision.Reply.Value);
            WriteText(writer, "message", decision.Message);
        }

        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, string? reason, bool replaces)
    {
        writer.WriteStartObject();
        writer.WriteString("action", reason is not null ? "refuse" : replaces ? "replace" : "continue");
        WriteText(writer, "reason", reason);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WritePropertyName(name);
            JsonText.Write(writer, text);
        }
    }
}
