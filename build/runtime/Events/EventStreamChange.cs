namespace OpenCode;

/// <summary>A change of an event stream's state.</summary>
/// <param name="State">What it is now.</param>
/// <param name="At">Since when.</param>
/// <param name="Attempt">Which attempt in a row to connect again this is, or was; 0 at the first connection.</param>
/// <param name="Delay">How long is waited before the attempt; zero in all states but <see cref="EventStreamState.Reconnecting"/>.</param>
/// <param name="Reason">What ended the connection, or the stream; null if nothing failed.</param>
public sealed record EventStreamChange(EventStreamState State, DateTimeOffset At, int Attempt, TimeSpan Delay, Exception? Reason);
