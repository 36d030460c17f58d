using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>What a part and its message are called, whatever kind of part it is.</summary>
internal static class PartKeys
{
    /// <summary>The part's identifier, and its message's; empty if a part of a newer server has none.</summary>
    public static (string Id, string MessageId) Keys(this Part part) => part switch
    {
        TextPart p => (p.Id, p.MessageId),
        SubtaskPart p => (p.Id, p.MessageId),
        ReasoningPart p => (p.Id, p.MessageId),
        FilePart p => (p.Id, p.MessageId),
        ToolPart p => (p.Id, p.MessageId),
        StepStartPart p => (p.Id, p.MessageId),
        StepFinishPart p => (p.Id, p.MessageId),
        SnapshotPart p => (p.Id, p.MessageId),
        PatchPart p => (p.Id, p.MessageId),
        AgentPart p => (p.Id, p.MessageId),
        RetryPart p => (p.Id, p.MessageId),
        CompactionPart p => (p.Id, p.MessageId),
        UnknownPart p => (JsonRead.Text(p.Json, "id") ?? "", JsonRead.Text(p.Json, "messageID") ?? ""),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.Type, "There is no such part."),
    };

    /// <summary>The identifier of a message; empty if a message of a newer server has none.</summary>
    public static string Id(this Message message) => message switch
    {
        UserMessage m => m.Id,
        AssistantMessage m => m.Id,
        UnknownMessage m => JsonRead.Text(m.Json, "id") ?? "",
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.Role, "There is no such message."),
    };

    /// <summary>When the server made a message, in milliseconds since 1970; null if a message of a newer server does not say.</summary>
    public static long? Created(this Message message) => message switch
    {
        UserMessage m => (long)m.Time.Created,
        AssistantMessage m => m.Time.Created,
        _ => null,
    };
}
