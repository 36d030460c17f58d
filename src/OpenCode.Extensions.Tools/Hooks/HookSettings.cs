using System.Text.Json;

namespace OpenCode.Tools.Hooks;

/// <summary>
/// Writes the settings of the plugin, which are part of its file: the URL of the application, and the hooks that have handlers.
/// </summary>
internal static class HookSettings
{
    public const string Before = "before";
    public const string After = "after";
    public const string Prompt = "prompt";
    public const string Permission = "permission";
    public const string Event = "event";

    /// <param name="writer">Writes an object.</param>
    /// <param name="options">The options.</param>
    /// <param name="id">The identifier of the plugin.</param>
    /// <param name="url">The URL to which the plugin sends requests.</param>
    /// <param name="authorization">The value of the Authorization header.</param>
    public static void Write(Utf8JsonWriter writer, OpenCodeHooksOptions options, string id, Uri url, string authorization)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("url", url.AbsoluteUri);
        writer.WriteString("authorization", authorization);
        writer.WriteNumber("maxBody", options.MaxBodyBytes);
        writer.WriteStartObject("hooks");
        WritePolicy(writer, Before, options.BeforeTool, options.BeforeToolPolicy);
        WritePolicy(writer, After, options.AfterTool, options.AfterToolPolicy);
        WritePolicy(writer, Prompt, options.Prompt, options.PromptPolicy);
        WritePolicy(writer, Permission, options.Permission, options.PermissionPolicy);
        if (options.Event is not null)
        {
            WriteEvent(writer, options);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter writer, string hook, Delegate? handler, HookPolicy policy)
    {
        if (handler is null)
        {
            return;
        }

        writer.WriteStartObject(hook);
        if (policy.Timeout != Timeout.InfiniteTimeSpan)
        {
            writer.WriteNumber("timeout", (long)Math.Ceiling(policy.Timeout.TotalMilliseconds));
        }

        writer.WriteBoolean("continues", policy.OnFailure == HookFailure.Continue);
        writer.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter writer, OpenCodeHooksOptions options)
    {
        writer.WriteStartObject(Event);
        writer.WriteNumber("max", options.MaxQueuedEvents);
        if (options.EventTypes is { } types)
        {
            writer.WriteStartArray("types");
            foreach (var type in types)
            {
                writer.WriteStringValue(type);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
