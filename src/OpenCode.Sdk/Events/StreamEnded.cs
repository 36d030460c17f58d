namespace OpenCode.Events;

/// <summary>The unexpected end of a stream.</summary>
internal static class StreamEnded
{
    /// <summary>A stream that reconnects ends only with a failure.</summary>
    public static InvalidOperationException Unexpectedly() => new("The stream of events has ended, because it may not connect again (EventStreamOptions.Reconnect).");
}
