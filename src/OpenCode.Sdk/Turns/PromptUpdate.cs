using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// What happens during a turn. A closed family: <see cref="PromptTextDelta"/>, <see cref="PromptReasoningDelta"/>,
/// <see cref="PromptTextReplaced"/>, <see cref="PromptToolChanged"/>, <see cref="PromptToolOutput"/>,
/// <see cref="PromptFileEdited"/>, <see cref="PromptPermissionAsked"/>, <see cref="PromptQuestionAsked"/>,
/// <see cref="PromptTodosChanged"/>, <see cref="PromptRetrying"/>, and as the last update one <see cref="PromptEnd"/>.
/// </summary>
/// <remarks>
/// As JSON, an update has a <c>type</c>: <c>textDelta</c>, <c>toolChanged</c>, <c>completed</c> and so on. System.Text.Json writes and
/// reads it, by reflection or with a source-generated context of your own.
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

/// <summary>More of the answer's text. All deltas of a part together are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message; an answer may have several, before and after its tools.</param>
/// <param name="Text">The text to append.</param>
public sealed record PromptTextDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>More of the model's reasoning. All deltas of a part together are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">The text to append.</param>
public sealed record PromptReasoningDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>The server has rewritten text that was delivered already, for instance because a plugin edits answers. Discard the earlier deltas of the part.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">The whole text of the part.</param>
/// <param name="IsReasoning">Whether the part is reasoning.</param>
public sealed record PromptTextReplaced(string MessageId, string PartId, string Text, bool IsReasoning) : PromptUpdate;

/// <summary>
/// A tool call has a new state, which is in <see cref="ToolPart.State"/>. New output of a tool that runs is a
/// <see cref="PromptToolOutput"/> instead.
/// </summary>
/// <param name="Part">The tool call.</param>
public sealed record PromptToolChanged(ToolPart Part) : PromptUpdate;

/// <summary>A running tool has written output. The complete output is in the <see cref="ToolStateCompleted"/> of the last <see cref="PromptToolChanged"/>.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part that is the tool call.</param>
/// <param name="Tool">The name of the tool, for instance <c>bash</c>.</param>
/// <param name="Text">The output to append; or, if <paramref name="IsReplaced"/> is true, the output so far.</param>
/// <param name="IsReplaced">Whether to discard the output that was delivered before, because the tool has shortened or rewritten it.</param>
public sealed record PromptToolOutput(string MessageId, string PartId, string Tool, string Text, bool IsReplaced) : PromptUpdate;

/// <summary>
/// A file was changed while a tool of this turn ran. The server does not tell which session changed it: another one that works
/// in the same directory may have.
/// </summary>
/// <param name="File">The file's path on the server.</param>
public sealed record PromptFileEdited(string File) : PromptUpdate;

/// <summary>The agent or a sub-agent asks for a permission and waits for the reply.</summary>
/// <param name="Request">The request. Reply with <c>client.Permission.ReplyAsync(Request.Id, …)</c>.</param>
/// <param name="IsHandled">Whether a rule, a handler or a policy of the <see cref="TurnOptions"/> replies; if not, the reader must.</param>
public sealed record PromptPermissionAsked(PermissionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent or a sub-agent asks the user questions and waits for the reply.</summary>
/// <param name="Request">The questions. Reply with <c>client.Question.ReplyAsync(Request.Id, …)</c> or <c>RejectAsync</c>.</param>
/// <param name="IsHandled">Whether a handler or a policy of the <see cref="TurnOptions"/> replies; if not, the reader must.</param>
public sealed record PromptQuestionAsked(QuestionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent's list of to-dos has changed.</summary>
/// <param name="Todos">The whole list.</param>
public sealed record PromptTodosChanged(IReadOnlyList<Todo> Todos) : PromptUpdate;

/// <summary>The model failed and the server is going to retry. <see cref="TurnOptions.MaxRetryDelay"/> and <see cref="TurnOptions.MaxRetryAttempts"/> limit how long the turn goes along with that.</summary>
/// <param name="Attempt">The number of the attempt that failed, from 1.</param>
/// <param name="Message">The reason, in the provider's words.</param>
/// <param name="NextAt">When the server retries, by the server's clock.</param>
public sealed record PromptRetrying(long Attempt, string Message, DateTimeOffset NextAt) : PromptUpdate
{
    /// <summary>What the user can do about it, for instance a link to the provider's limits; null if the server does not say.</summary>
    public SessionStatusRetryAction? Action { get; init; }
}
