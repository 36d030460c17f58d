using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>A message with its parts, in order of their arrival. The message itself may come after its first part. Not thread-safe.</summary>
internal sealed class MessageEntry(long arrival)
{
    private readonly Dictionary<string, (int Arrival, Part Part)> _parts = new(StringComparer.Ordinal);
    private int _arrivals;
    private MessageWithParts? _message;

    /// <summary>The message; null before it has arrived.</summary>
    public Message? Info { get; private set; }

    /// <summary>When the message was made, by the server's clock; after all others if the server does not say.</summary>
    public DateTimeOffset Created { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>The position of the message, or of its first part, among all that have arrived.</summary>
    public long Arrival { get; } = arrival;

    /// <summary>The message with its parts; made once for each change, because most messages do not change from snapshot to snapshot.</summary>
    /// <param name="texts">The texts that are being written, by part.</param>
    public MessageWithParts ToMessage(IReadOnlyDictionary<string, LiveText> texts) => _message ??= new MessageWithParts
    {
        Info = Info!,
        Parts = [.. _parts.OrderBy(p => p.Value.Arrival).Select(p => texts.TryGetValue(p.Key, out var text) ? WithText(p.Value.Part, text.ToString()) : p.Value.Part)],
    };

    /// <summary>Notes that the text of a part has changed.</summary>
    public void Touch() => _message = null;

    /// <returns>False if the message is an older state than what is known.</returns>
    public bool Set(Message message)
    {
        if (Info is not null && Rank(message) < Rank(Info))
        {
            return false;
        }

        Info = message;
        Created = message.CreatedAt == default ? DateTimeOffset.MaxValue : message.CreatedAt;
        _message = null;
        return true;
    }

    /// <returns>False if the part is an older state than what is known.</returns>
    public bool Set(string id, Part part)
    {
        var isKnown = _parts.TryGetValue(id, out var before);
        if (isKnown && Rank(part) < Rank(before.Part))
        {
            return false;
        }

        _parts[id] = (isKnown ? before.Arrival : _arrivals++, part);
        _message = null;
        return true;
    }

    public bool Remove(string id)
    {
        _message = null;
        return _parts.Remove(id);
    }

    /// <summary>Whether the part has arrived and will not grow any more.</summary>
    public bool IsFinal(string partId) => _parts.TryGetValue(partId, out var known) && OpenText(known.Part) is null;

    /// <summary>The text of a part that is still being written; null if the part is final, or has no text.</summary>
    public static string? OpenText(Part part) => part switch
    {
        // Texts of the user have no time, and are never written bit by bit.
        TextPart { Time: { End: null }, Text: var text } => text,
        ReasoningPart { Time.End: null, Text: var text } => text,
        _ => null,
    };

    private static Part WithText(Part part, string text) => part switch
    {
        TextPart p => p.Text == text ? p : p with { Text = text },
        ReasoningPart p => p.Text == text ? p : p with { Text = text },
        _ => part,
    };

    /// <summary>Messages and parts only go forward, so a state that ranks lower than the one before has come late.</summary>
    private static int Rank(Message message) => message switch
    {
        AssistantMessage { Time.Completed: not null } => 2,
        AssistantMessage { Finish: not null } or AssistantMessage { Error: not null } => 1,
        _ => 0,
    };

    /// <inheritdoc cref="Rank(Message)"/>
    private static int Rank(Part part) => part switch
    {
        ToolPart { State: ToolStatePending } => 0,
        ToolPart { State: ToolStateRunning } => 1,
        ToolPart => 2,
        _ => OpenText(part) is null ? 1 : 0,
    };
}
