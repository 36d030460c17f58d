namespace OpenCode.Turns;

/// <summary>Thrown by a handler of a turn to leave the stream without stopping the turn, which waits for a later reply.</summary>
internal sealed class TurnPausedException() : Exception("The turn waits for a later reply.");
