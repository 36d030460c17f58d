using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// What happens while a prompt is answered. A closed family: one of <see cref="PromptTextDelta"/>,
/// <see cref="PromptReasoningDelta"/>, <see cref="PromptTextReplaced"/>, <see cref="PromptToolChanged"/>,
/// <see cref="PromptFileEdited"/>, <see cref="PromptPermissionAsked"/>, <see cref="PromptQuestionAsked"/>,
/// <see cref="PromptTodosChanged"/>, <see cref="PromptRetrying"/>, and at the end <see cref="PromptCompleted"/> or
/// <see cref="PromptFailed"/>.
/// </summary>
public abstract record PromptUpdate
{
    private protected PromptUpdate()
    {
    }
}

/// <summary>More of the answer's text. All deltas of a part, put together, are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message; an answer may have several, before and after its tools.</param>
/// <param name="Text">What is added.</param>
public sealed record PromptTextDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>More of the model's reasoning. All deltas of a part, put together, are its final text.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">What is added.</param>
public sealed record PromptReasoningDelta(string MessageId, string PartId, string Text) : PromptUpdate;

/// <summary>The server has changed text that was here already, for instance because a plugin rewrites answers. What came before of this part no longer counts.</summary>
/// <param name="MessageId">The assistant's message.</param>
/// <param name="PartId">The part of the message.</param>
/// <param name="Text">The whole text of the part.</param>
/// <param name="IsReasoning">Whether it is reasoning.</param>
public sealed record PromptTextReplaced(string MessageId, string PartId, string Text, bool IsReasoning) : PromptUpdate;

/// <summary>A tool is called, runs, reports, or has ended: the state is in <see cref="ToolPart.State"/>.</summary>
/// <param name="Part">The call as it is now.</param>
public sealed record PromptToolChanged(ToolPart Part) : PromptUpdate;

/// <summary>
/// A file was changed while a tool of this prompt ran. The server does not say by which session: another one that works in the
/// same directory may have done it.
/// </summary>
/// <param name="File">The file's path on the server.</param>
public sealed record PromptFileEdited(string File) : PromptUpdate;

/// <summary>The agent, or one it has started, asks whether it may do something, and waits for the answer.</summary>
/// <param name="Request">What it asks. <c>client.Permission.ReplyAsync(Request.Id, …)</c> answers.</param>
/// <param name="IsHandled">Whether a handler or a policy of the <see cref="PromptStreamingOptions"/> is about to answer; if not, it is up to the reader.</param>
public sealed record PromptPermissionAsked(PermissionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent, or one it has started, asks the user something, and waits for the answer.</summary>
/// <param name="Request">What it asks. <c>client.Question.ReplyAsync(Request.Id, …)</c> or <c>RejectAsync</c> answers.</param>
/// <param name="IsHandled">Whether a handler or a policy of the <see cref="PromptStreamingOptions"/> is about to answer; if not, it is up to the reader.</param>
public sealed record PromptQuestionAsked(QuestionRequest Request, bool IsHandled) : PromptUpdate;

/// <summary>The agent's list of things to do has changed.</summary>
/// <param name="Todos">The whole list.</param>
public sealed record PromptTodosChanged(IReadOnlyList<Todo> Todos) : PromptUpdate;

/// <summary>The model could not be reached; the server will try again.</summary>
/// <param name="Attempt">Which attempt failed, from 1.</param>
/// <param name="Message">Why.</param>
/// <param name="NextAt">When the server tries again.</param>
public sealed record PromptRetrying(long Attempt, string Message, DateTimeOffset NextAt) : PromptUpdate;

/// <summary>The answer is complete. Nothing follows.</summary>
/// <param name="Message">The assistant's last message.</param>
/// <param name="Parts">Its parts.</param>
public sealed record PromptCompleted(AssistantMessage Message, IReadOnlyList<Part> Parts) : PromptUpdate;

/// <summary>There is no complete answer. Nothing follows.</summary>
/// <param name="Reason">Why, in the server's own words if it has any.</param>
/// <param name="Error">The server's error; null if it has not reported one.</param>
/// <param name="Message">What there is of the assistant's last message; null if there is nothing.</param>
/// <param name="Parts">Its parts.</param>
public sealed record PromptFailed(string Reason, MessageError? Error, AssistantMessage? Message, IReadOnlyList<Part> Parts) : PromptUpdate;
