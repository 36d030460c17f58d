using OpenCode.Models;

namespace OpenCode;

/// <summary>Describes a prompt of a user, or of an agent for its sub-agent, before the server stores it. Immutable.</summary>
public sealed record PromptHookContext
{
    /// <summary>Gets the message, with the session, the agent, and the model.</summary>
    public required UserMessage Message { get; init; }

    /// <summary>Gets the parts of the message. The server has already replaced references to files with their contents.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>Gets the directory that the agent works in.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the identifier of the session, which may be that of a sub-agent.</summary>
    public string SessionId => Message.SessionId;

    /// <summary>Gets the text of the prompt, without texts that the server has added.</summary>
    public string Text => string.Concat(Parts.OfType<TextPart>().Where(part => part.Synthetic != true).Select(part => part.Text));
}
