using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// How a turn ended; the last update of its stream. A closed family: <see cref="PromptCompleted"/> is the only one with a
/// complete answer, the others are <see cref="PromptFailed"/>, <see cref="PromptRejected"/>, <see cref="PromptAborted"/>,
/// <see cref="PromptMerged"/> and <see cref="PromptLimitReached"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PromptCompleted), "completed")]
[JsonDerivedType(typeof(PromptFailed), "failed")]
[JsonDerivedType(typeof(PromptRejected), "rejected")]
[JsonDerivedType(typeof(PromptAborted), "aborted")]
[JsonDerivedType(typeof(PromptMerged), "merged")]
[JsonDerivedType(typeof(PromptLimitReached), "limitReached")]
public record PromptEnd : PromptUpdate
{
    private protected PromptEnd()
    {
    }

    /// <summary>The answer, or as much of it as there is.</summary>
    public required TurnResult Result { get; init; }

    /// <summary>The assistant's last message; null if there is none.</summary>
    [JsonIgnore]
    public AssistantMessage? Message => Result.Message;

    /// <summary>The parts of the assistant's last message, in the server's order.</summary>
    [JsonIgnore]
    public IReadOnlyList<Part> Parts => Result.Parts;

    /// <summary>Why there is no complete answer, in a sentence; empty if there is one.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>The answer is complete.</summary>
public sealed record PromptCompleted : PromptEnd
{
    /// <summary>The assistant's last message.</summary>
    [JsonIgnore]
    public new AssistantMessage Message => Result.Message!;
}

/// <summary>
/// There is no complete answer because something failed: the model, the agent or the server; or the session is gone. A retry
/// that the server wants to make too late or too often is a failure, too. <see cref="PromptEnd.Reason"/> is the first line of the
/// server's own words if there are any.
/// </summary>
public sealed record PromptFailed : PromptEnd
{
    /// <summary>The server's error with everything that it says; null if the server has not reported one.</summary>
    public MessageError? Error { get; init; }
}

/// <summary>The server ended the turn because a permission was rejected or a question was dismissed. The agent did not go on.</summary>
public sealed record PromptRejected : PromptEnd
{
    /// <summary>The permission request that was rejected; null if it was a question, or if it was decided before this stream began.</summary>
    public PermissionRequest? Permission { get; init; }

    /// <summary>The questions that were dismissed; null if it was a permission, or if they were decided before this stream began.</summary>
    public QuestionRequest? Question { get; init; }

    /// <summary>The tool call that was turned down; null if it is not known.</summary>
    public ToolPart? Tool { get; init; }
}

/// <summary>The session was aborted while the turn was running, by another client, the terminal UI or the server.</summary>
public sealed record PromptAborted : PromptEnd
{
    /// <summary>The server's error; null if the server has not reported one.</summary>
    public MessageError? Error { get; init; }
}

/// <summary>
/// The server does not answer this prompt on its own: other prompts came while it waited or worked, and one answer covers them
/// all. To get that answer, pass <see cref="Into"/> to
/// <see cref="TurnExtensions.WatchTurnAsync(Requests.SessionRequestBuilder, TurnHandle, TurnOptions?, CancellationToken)"/>.
/// </summary>
public sealed record PromptMerged : PromptEnd
{
    /// <summary>The turn of the later prompt.</summary>
    public required TurnHandle Into { get; init; }
}

/// <summary>A limit of the <see cref="TurnOptions"/> was reached, and the turn was stopped.</summary>
public sealed record PromptLimitReached : PromptEnd
{
    /// <summary>Which limit was reached.</summary>
    public required TurnLimit Limit { get; init; }
}
