using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>A prompt that the fake received.</summary>
public sealed record FakePrompt
{
    /// <summary>The kind of request that started the turn.</summary>
    public required FakePromptKind Kind { get; init; }

    /// <summary>The identifier of the session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The identifier of the user message.</summary>
    public required string MessageId { get; init; }

    /// <summary>
    /// The text: the concatenated text parts of a prompt, <c>/name arguments</c> for a command, the command line for a shell
    /// command, and an empty string for a summary.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>All parts of the prompt, for example files.</summary>
    public required IReadOnlyList<PartInput> Parts { get; init; }

    /// <summary>The model that the prompt specifies, or the default of the fake.</summary>
    public required PromptModel Model { get; init; }

    /// <summary>The agent that the prompt specifies, or the default of the fake.</summary>
    public required string Agent { get; init; }

    /// <summary>The system prompt; null if there is none.</summary>
    public string? System { get; init; }

    /// <summary>The required format of the reply; null if there is none.</summary>
    public OutputFormat? Format { get; init; }

    /// <summary>Whether the prompt requests no reply.</summary>
    public bool NoReply { get; init; }

    /// <summary>The directory of the session.</summary>
    public required string Directory { get; init; }
}
