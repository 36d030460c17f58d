using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Describes the events of a stream, apart from how to read them.</summary>
internal sealed class EventShape<T>
{
    /// <summary>Creates the event that reports a gap; null if the stream resumes without a gap.</summary>
    public Func<StreamGapInfo, T>? Gap { get; init; }

    /// <summary>Creates the event that replaces an event that can't be read.</summary>
    public required Func<UnreadableEventInfo, T> Unreadable { get; init; }

    /// <summary>
    /// Returns the position of an event in a stream that can be resumed; null if the stream can't be resumed, because the server
    /// doesn't send <c>id:</c> fields. See https://github.com/anomalyco/opencode/issues/29544.
    /// </summary>
    public Func<T, long?>? Position { get; init; }
}

/// <summary>The kinds of streams.</summary>
internal static class EventShape
{
    private static readonly Dictionary<Type, object> s_shapes = new()
    {
        [typeof(Event)] = new EventShape<Event>
        {
            Gap = gap => new StreamGapEvent { Properties = gap },
            Unreadable = info => new UnreadableEvent { Properties = info },
        },
        [typeof(GlobalEvent)] = new EventShape<GlobalEvent>
        {
            Gap = gap => new GlobalEvent { Payload = new StreamGapEvent { Properties = gap } },
            Unreadable = info => new GlobalEvent { Payload = new UnreadableEvent { Properties = info } },
        },
        [typeof(V2Event)] = new EventShape<V2Event>
        {
            Gap = gap => new V2StreamGapEvent { Data = gap },
            Unreadable = info => new V2UnreadableEvent { Data = info },
        },
        [typeof(SessionDurableEvent)] = new EventShape<SessionDurableEvent>
        {
            Unreadable = info => new V2UnreadableEvent { Data = info },
            Position = e => e.Seq ?? (e is V2UnreadableEvent unreadable ? Seq(unreadable.Data.Text) : null),
        },
    };

    public static EventShape<T> Of<T>() => (EventShape<T>)s_shapes[typeof(T)];

    /// <summary>
    /// Returns the position of an unreadable event that is JSON. Without it, the server would resend the event after each
    /// reconnection.
    /// </summary>
    private static long? Seq(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonRead.Whole(document.RootElement, "durable", "seq");
        }
        catch (JsonException)
        {
            // The position is not known.
            return null;
        }
    }
}
