namespace OpenCode.Events;

/// <summary>The end of a stream that somebody relies on.</summary>
internal static class StreamEnded
{
    /// <summary>A stream that connects again has no end but a failure.</summary>
    public static InvalidOperationException Unexpectedly() => new("The stream of events has ended, because it may not connect again (EventStreamOptions.Reconnect).");
}
