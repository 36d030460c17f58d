namespace OpenCode.Turns;

/// <summary>Thrown by a handler of a turn to leave the stream without stopping the turn, which waits for a reply that comes later.</summary>
internal sealed class TurnPausedException() : Exception("The turn waits for a reply that comes later.");
