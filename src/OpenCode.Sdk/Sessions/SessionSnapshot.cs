using OpenCode.Models;

namespace OpenCode;

/// <summary>Represents the state of a session at one point in time. Immutable.</summary>
public sealed record SessionSnapshot
{
    /// <summary>Gets the session.</summary>
    public required Session Session { get; init; }

    /// <summary>Gets whether the session is idle, busy, or waits for a retry of the model.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>
    /// Gets all messages with their parts. Messages are sorted by the time of their creation and then by arrival, parts by
    /// arrival. A text that is being written contains its known text, which is always the start of the final text.
    /// </summary>
    /// <remarks>
    /// Unchanged messages are the same objects in each snapshot, so that a snapshot costs time and memory only for changes. A
    /// part that is being written is created when you read it from the list of parts, once for each change, which copies its
    /// text. To follow a long text without copies, read <see cref="GrowingTexts"/>, or set
    /// <see cref="SessionViewOptions.ChangeInterval"/>.
    /// </remarks>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    /// <summary>
    /// Gets the texts of <see cref="Messages"/> that are being written, without copying them. The list contains a text from its
    /// first event until the text is final. It is usually empty for an idle session.
    /// </summary>
    /// <example><code>
    /// foreach (var text in view.Snapshot.GrowingTexts)
    /// {
    ///     Console.Write(text.Text.Slice(shown));
    ///     shown = text.Text.Length;
    /// }
    /// </code></example>
    public IReadOnlyList<GrowingText> GrowingTexts { get; init; } = [];

    /// <summary>Gets the agent's to-do list.</summary>
    public required IReadOnlyList<Todo> Todos { get; init; }

    /// <summary>Gets the file changes of the session.</summary>
    public required IReadOnlyList<SnapshotFileDiff> Diff { get; init; }

    /// <summary>Gets the pending permission requests of the session and the agents that it started.</summary>
    public required IReadOnlyList<PermissionRequest> Permissions { get; init; }

    /// <summary>Gets the pending questions of the session and the agents that it started.</summary>
    public required IReadOnlyList<QuestionRequest> Questions { get; init; }

    /// <summary>Gets the last error that the session reported since the view was opened; null if there was none.</summary>
    public MessageError? Error { get; init; }

    /// <summary>Gets whether the session was deleted. In that case, the view has ended and this is its last snapshot.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// Gets whether the snapshot matches the state of the server. The value is false while the event stream is not connected,
    /// until the view has read the state that it missed, and after the view has ended.
    /// </summary>
    public required bool IsCurrent { get; init; }
}
