namespace OpenCode;

/// <summary>Specifies what happens when the queue of a reader of an <see cref="EventHub"/> is full.</summary>
public enum EventOverflow
{
    /// <summary>
    /// The oldest events are dropped. A <see cref="Models.StreamGapEvent"/> reports the number of dropped events.
    /// </summary>
    DropOldest,

    /// <summary>
    /// The hub and all its other readers wait for the reader. No events are lost, but readers that depend on each other can
    /// deadlock.
    /// </summary>
    Wait,
}
