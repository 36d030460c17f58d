using OpenCode.Models;

namespace OpenCode;

/// <summary>A prompt before the server stores it, be it of a user or of an agent for its sub-agent. Immutable.</summary>
public sealed record PromptHookContext
{
    /// <summary>The message, with the session, the agent, and the model.</summary>
    public required UserMessage Message { get; init; }

    /// <summary>The parts of the message. The server has replaced references to files with their contents.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>The directory that the agent works in.</summary>
    public required string Directory { get; init; }

    /// <summary>The session, which may be that of a sub-agent.</summary>
    public string SessionId => Message.SessionId;

    /// <summary>The text of the prompt, without texts that the server has added.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Where(part => part.Synthetic != true).Select(part => part.Text));
}
