namespace OpenCode;

/// <summary>What happens when a reader of an <see cref="EventHub"/> is slower than its events.</summary>
public enum EventOverflow
{
    /// <summary>The hub waits for the reader, and all other readers wait with it. Nothing is lost.</summary>
    Wait,

    /// <summary>The oldest events are dropped, and a <see cref="Models.StreamGapEvent"/> tells the reader how many.</summary>
    DropOldest,
}
