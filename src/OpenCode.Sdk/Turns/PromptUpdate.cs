using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents an update of a turn. The types are <see cref="PromptTextDelta"/>, <see cref="PromptReasoningDelta"/>,
/// <see cref="PromptTextReplaced"/>, <see cref="PromptToolChanged"/>, <see cref="PromptToolOutput"/>,
/// <see cref="PromptFileEdited"/>, <see cref="PromptPermissionAsked"/>, <see cref="PromptQuestionAsked"/>,
/// <see cref="PromptTodosChanged"/>, <see cref="PromptRetrying"/>, and <see cref="PromptEnd"/> as the last update. You can't add
/// types to the hierarchy.
/// </summary>
/// <remarks>
/// In JSON, an update has a <c>type</c>, such as <c>textDelta</c>, <c>toolChanged</c>, or <c>completed</c>. System.Text.Json
/// serializes and deserializes updates by reflection or with your own source-generated context.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PromptTextDelta), "textDelta")]
[JsonDerivedType(typeof(PromptReasoningDelta), "reasoningDelta")]
[JsonDerivedType(typeof(PromptTextReplaced), "textReplaced")]
[JsonDerivedType(typeof(PromptToolChanged), "toolChanged")]
[JsonDerivedType(typeof(PromptToolOutput), "toolOutput")]
[JsonDerivedType(typeof(PromptFileEdited), "fileEdited")]
[JsonDerivedType(typeof(PromptPermissionAsked), "permissionAsked")]
[JsonDerivedType(typeof(PromptQuestionAsked), "questionAsked")]
[JsonDerivedType(typeof(PromptTodosChanged), "todosChanged")]
[JsonDerivedType(typeof(PromptRetrying), "retrying")]
[JsonDerivedType(typeof(PromptCompleted), "completed")]
[JsonDerivedType(typeof(PromptFailed), "failed")]
[JsonDerivedType(typeof(PromptRejected), "rejected")]
[JsonDerivedType(typeof(PromptAborted), "aborted")]
[JsonDerivedType(typeof(PromptMerged), "merged")]
[JsonDerivedType(typeof(PromptLimitReached), "limitReached")]
public abstract record PromptUpdate
{
    private protected PromptUpdate()
    {
    }
}

/// <summary>The response has more text. All deltas of a part together are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message. A response can have several parts, before and after its tool calls.</param>
/// <param name="Text">The text to append.</param>
public sealed record PromptTextDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>The model's reasoning has more text. All deltas of a part together are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">The text to append.</param>
public sealed record PromptReasoningDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>
/// The server replaced text that was already delivered, for example because a plugin edits responses. Discard the earlier deltas
/// of the part.
/// </summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">The complete text of the part.</param>
/// <param name="IsReasoning">Whether the part is reasoning.</param>
public sealed record PromptTextReplaced(string MessageId, string PartId, string Text, bool IsReasoning) : PromptUpdate;

/// <summary>
/// A tool call has a new state. <see cref="ToolPart.State"/> contains it. New output of a running tool is reported as a
/// <see cref="PromptToolOutput"/> instead.
/// </summary>
/// <param name="Part">The tool call.</param>
public sealed record PromptToolChanged(ToolPart Part) : PromptUpdate;

/// <summary>
/// A running tool wrote output. The <see cref="ToolStateCompleted"/> of the last <see cref="PromptToolChanged"/> contains the
/// complete output.
/// </summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part that is the tool call.</param>
/// <param name="Tool">The name of the tool, for example <c>bash</c>.</param>
/// <param name="Text">The output to append, or the complete output so far if <paramref name="IsReplaced"/> is true.</param>
/// <param name="IsReplaced">
/// Whether to discard the output that was delivered before, because the tool shortened or replaced it.
/// </param>
public sealed record PromptToolOutput(string MessageId, string PartId, string Tool, string Text, bool IsReplaced) : PromptUpdate;

/// <summary>
/// A file was changed while a tool of this turn was running. The server does not report which session changed the file: it can be
/// another session in the same directory.
/// </summary>
/// <param name="File">The file's path on the server.</param>
public sealed record PromptFileEdited(string File) : PromptUpdate;

/// <summary>The agent or a sub-agent requests a permission and waits for the reply.</summary>
/// <param name="Request">The request. Reply with <c>client.Permission.ReplyAsync(Request.Id, …)</c>.</param>
/// <param name="IsHandled">
/// Whether a rule, a handler, or a policy of the <see cref="TurnOptions"/> replies. If not, you must reply.
/// </param>
public sealed record PromptPermissionAsked(PermissionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent or a sub-agent asks the user questions and waits for the reply.</summary>
/// <param name="Request">
/// The questions. Reply with <c>client.Question.ReplyAsync(Request.Id, …)</c> or <c>RejectAsync</c>.
/// </param>
/// <param name="IsHandled">
/// Whether a handler or a policy of the <see cref="TurnOptions"/> replies. If not, you must reply.
/// </param>
public sealed record PromptQuestionAsked(QuestionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent's to-do list changed.</summary>
/// <param name="Todos">The complete list.</param>
public sealed record PromptTodosChanged(IReadOnlyList<Todo> Todos) : PromptUpdate;

/// <summary>
/// The model failed and the server will retry. <see cref="TurnOptions.MaxRetryDelay"/> and
/// <see cref="TurnOptions.MaxRetryAttempts"/> limit how long the turn waits for retries.
/// </summary>
/// <param name="Attempt">The number of the attempt that failed, from 1.</param>
/// <param name="Message">The reason, as the provider reports it.</param>
/// <param name="NextAt">The time of the next retry, by the server's clock.</param>
public sealed record PromptRetrying(long Attempt, string Message, DateTimeOffset NextAt) : PromptUpdate
{
    /// <summary>
    /// Gets what the user can do about the failure, for example a link to the provider's limits; null if the server suggests
    /// nothing.
    /// </summary>
    public SessionStatusRetryAction? Action { get; init; }
}
