using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>What a stream has to know of its events beyond reading them.</summary>
internal sealed class EventShape<T>
{
    /// <summary>Makes the event that says where events may be missing; null if the stream resumes where it was cut.</summary>
    public Func<StreamGapInfo, T>? Gap { get; init; }

    /// <summary>Makes the event that stands for one that can't be read.</summary>
    public required Func<UnreadableEventInfo, T> Unreadable { get; init; }

    /// <summary>Where an event stands in a stream that can be resumed; null if the stream can't.</summary>
    public Func<T, long?>? Position { get; init; }
}

/// <summary>The kinds of streams there are.</summary>
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

    /// <summary>Where an event stands that is JSON at least; or else it would come again after every cut.</summary>
    private static long? Seq(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonRead.Whole(document.RootElement, "durable", "seq");
        }
        catch (JsonException)
        {
            // It stands nowhere that could be told.
            return null;
        }
    }
}
