namespace OpenCode;

/// <summary>A change of the state of an event stream.</summary>
/// <param name="State">The new state.</param>
/// <param name="At">The time of the change.</param>
/// <param name="Attempt">The number of consecutive attempts to reconnect; 0 for the first connection.</param>
/// <param name="Delay">The delay before the attempt; zero in all states except <see cref="EventStreamState.Reconnecting"/>.</param>
/// <param name="Reason">The reason why the connection or the stream ended; null if nothing failed.</param>
public sealed record EventStreamChange(EventStreamState State, DateTimeOffset At, int Attempt, TimeSpan Delay, Exception? Reason);
