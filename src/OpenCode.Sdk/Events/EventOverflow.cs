namespace OpenCode;

/// <summary>What happens when the queue of a reader of an <see cref="EventHub"/> is full.</summary>
public enum EventOverflow
{
    /// <summary>The oldest events are dropped, and a <see cref="Models.StreamGapEvent"/> reports how many.</summary>
    DropOldest,

    /// <summary>
    /// The hub and all its other readers wait for the reader. Nothing is lost, but a reader that waits for something that another reader
    /// provides waits forever.
    /// </summary>
    Wait,
}
