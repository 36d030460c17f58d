using OpenCode.Models;

namespace OpenCode;

/// <summary>How a prompt is watched, and who answers what the agent asks meanwhile. Immutable.</summary>
public sealed record PromptStreamingOptions
{
    /// <summary>
    /// Answers requests for permission, those of agents that the agent has started too; <c>default</c> stands for no answer. By
    /// default there is no handler. It runs beside the stream, for several requests at the same time; what it throws ends the stream.
    /// </summary>
    public Func<PermissionRequest, CancellationToken, Task<PermissionReply>>? OnPermission { get; init; }

    /// <summary>
    /// Answers questions, each with the labels that are chosen; null stands for no answer. By default there is no handler. It runs
    /// beside the stream; what it throws ends the stream.
    /// </summary>
    public Func<QuestionRequest, CancellationToken, Task<IReadOnlyList<IReadOnlyList<string>>?>>? OnQuestion { get; init; }

    /// <summary>What becomes of a request that no handler answers; by default the reader has to answer it.</summary>
    public AskPolicy Unanswered { get; init; }

    /// <summary>Whether cancelling the stream also makes the agent stop; by default it does. Leaving the loop does not.</summary>
    public bool AbortWhenCancelled { get; init; } = true;

    /// <summary>
    /// The hub whose stream is used, so that many prompts need one connection; it has to be of the same server and directory.
    /// By default each prompt has a stream of its own.
    /// </summary>
    public EventHub? Hub { get; init; }
}
