namespace OpenCode.Events;

/// <summary>Creates the exception for the unexpected end of a stream.</summary>
internal static class StreamEnded
{
    /// <summary>A stream that reconnects ends only with a failure.</summary>
    public static InvalidOperationException Unexpectedly() => new("The event stream ended and can't reconnect. Set EventStreamOptions.Reconnect to true to reconnect.");
}
