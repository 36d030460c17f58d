namespace OpenCode.Fleet.Tool;

/// <summary>A command can't do what it should. The message explains it to the user.</summary>
internal sealed class FleetToolException(string message, Exception? innerException = null) : Exception(message, innerException);
