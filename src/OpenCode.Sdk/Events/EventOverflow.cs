namespace OpenCode;

/// <summary>What happens when a reader of an <see cref="EventHub"/> is slower than its events.</summary>
public enum EventOverflow
{
    /// <summary>The oldest events are dropped, and a <see cref="Models.StreamGapEvent"/> tells the reader how many.</summary>
    DropOldest,

    /// <summary>
    /// The hub waits for the reader, and all other readers wait with it. Nothing is lost, but a reader that waits for something
    /// that another reader brings waits for ever.
    /// </summary>
    Wait,
}
