using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>A prompt that the fake has received.</summary>
public sealed record FakePrompt
{
    /// <summary>What has started the turn.</summary>
    public required FakePromptKind Kind { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The message of the user.</summary>
    public required string MessageId { get; init; }

    /// <summary>
    /// The text: all text parts of a prompt, put together; <c>/name arguments</c> of a command; the command line of a shell command; empty
    /// for a summary.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>All parts of the prompt, for example files.</summary>
    public required IReadOnlyList<PartInput> Parts { get; init; }

    /// <summary>The model that the prompt asks for, or the default of the fake.</summary>
    public required PromptModel Model { get; init; }

    /// <summary>The agent that the prompt asks for, or the default of the fake.</summary>
    public required string Agent { get; init; }

    /// <summary>The system prompt; null if there is none.</summary>
    public string? System { get; init; }

    /// <summary>The format that the answer must have; null if there is none.</summary>
    public OutputFormat? Format { get; init; }

    /// <summary>Whether the prompt wants no reply.</summary>
    public bool NoReply { get; init; }

    /// <summary>The directory of the session.</summary>
    public required string Directory { get; init; }
}
