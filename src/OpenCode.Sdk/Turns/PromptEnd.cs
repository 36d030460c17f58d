using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents how a turn ended. It is the last update of the stream. Only <see cref="PromptCompleted"/> has a complete response.
/// The other types are <see cref="PromptFailed"/>, <see cref="PromptRejected"/>, <see cref="PromptAborted"/>,
/// <see cref="PromptMerged"/>, and <see cref="PromptLimitReached"/>. You can't add types to the hierarchy.
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

    /// <summary>Gets the response, or the part of it that exists.</summary>
    public required TurnResult Result { get; init; }

    /// <summary>Gets the assistant's last message; null if there is none.</summary>
    [JsonIgnore]
    public AssistantMessage? Message => Result.Message;

    /// <summary>Gets the parts of the assistant's last message, in the server's order.</summary>
    [JsonIgnore]
    public IReadOnlyList<Part> Parts => Result.Parts;

    /// <summary>Gets a sentence that explains why there is no complete response; empty if the response is complete.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>The response is complete.</summary>
public sealed record PromptCompleted : PromptEnd
{
    /// <summary>Gets the assistant's last message.</summary>
    [JsonIgnore]
    public new AssistantMessage Message => Result.Message!;
}

/// <summary>
/// There is no complete response because the model, the agent, or the server failed, or because the session was deleted. It is
/// also a failure if the server's next retry is too late or exceeds the maximum number of attempts. If the server reported an
/// error, <see cref="PromptEnd.Reason"/> is the first line of its message.
/// </summary>
public sealed record PromptFailed : PromptEnd
{
    /// <summary>Gets the server's error with all its details; null if the server did not report one.</summary>
    public MessageError? Error { get; init; }
}

/// <summary>
/// The server ended the turn because a permission was rejected or a question was dismissed. The agent did not continue.
/// </summary>
public sealed record PromptRejected : PromptEnd
{
    /// <summary>
    /// Gets the permission request that was rejected; null if it was a question, or if it was decided before this stream started.
    /// </summary>
    public PermissionRequest? Permission { get; init; }

    /// <summary>
    /// Gets the questions that were dismissed; null if it was a permission, or if they were decided before this stream started.
    /// </summary>
    public QuestionRequest? Question { get; init; }

    /// <summary>Gets the tool call that was rejected; null if it is not known.</summary>
    public ToolPart? Tool { get; init; }
}

/// <summary>The session was aborted while the turn was running, by another client, the terminal UI, or the server.</summary>
public sealed record PromptAborted : PromptEnd
{
    /// <summary>Gets the server's error; null if the server did not report one.</summary>
    public MessageError? Error { get; init; }
}

/// <summary>
/// The server does not respond to this prompt separately. Other prompts arrived while it waited or was processed, and one
/// response covers all of them. To get that response, pass <see cref="Into"/> to
/// <see cref="TurnExtensions.WatchTurnAsync(Requests.SessionRequestBuilder, TurnHandle, TurnOptions?, CancellationToken)"/>.
/// See https://github.com/anomalyco/opencode/issues/28375.
/// </summary>
public sealed record PromptMerged : PromptEnd
{
    /// <summary>Gets the turn of the later prompt.</summary>
    public required TurnHandle Into { get; init; }
}

/// <summary>A limit of the <see cref="TurnOptions"/> was reached, and the turn was stopped.</summary>
public sealed record PromptLimitReached : PromptEnd
{
    /// <summary>Gets the limit that was reached.</summary>
    public required TurnLimit Limit { get; init; }
}
