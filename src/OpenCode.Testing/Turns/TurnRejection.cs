namespace OpenCode.Testing.Turns;

/// <summary>Ends a turn because a permission was rejected or a question was dismissed.</summary>
internal sealed class TurnRejection() : Exception("The user rejected the request of the agent.");
