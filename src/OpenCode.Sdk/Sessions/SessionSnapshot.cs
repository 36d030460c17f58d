using OpenCode.Models;

namespace OpenCode;

/// <summary>A session as it stands at one moment. Immutable.</summary>
public sealed record SessionSnapshot
{
    /// <summary>The session itself.</summary>
    public required Session Session { get; init; }

    /// <summary>Whether it is idle, works, or waits for another attempt to reach the model.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>
    /// All messages with their parts: messages by the time at which they were created and then by arrival, parts by arrival. A
    /// text that is being written holds what is known of it, which is always its beginning.
    /// </summary>
    /// <remarks>
    /// Messages that have not changed are the same objects in each snapshot, so a snapshot costs time and memory for what has changed.
    /// A part that is being written is made when it is read from the list of parts, once for each change; that copies its text. To
    /// follow a long text without copies, read <see cref="GrowingTexts"/>, or set <see cref="SessionViewOptions.ChangeInterval"/>.
    /// </remarks>
    public required IReadOnlyList<MessageWithParts> Messages { get; init; }

    /// <summary>
    /// The texts of <see cref="Messages"/> that are being written, without copies of them. A text is here from its first event until
    /// it is final; none is usual for a session that is idle.
    /// </summary>
    /// <example><code>
    /// foreach (var text in view.Snapshot.GrowingTexts)
    /// {
    ///     Console.Write(text.Text.Slice(shown));
    ///     shown = text.Text.Length;
    /// }
    /// </code></example>
    public IReadOnlyList<GrowingText> GrowingTexts { get; init; } = [];

    /// <summary>The agent's list of things to do.</summary>
    public required IReadOnlyList<Todo> Todos { get; init; }

    /// <summary>What the session has changed in files.</summary>
    public required IReadOnlyList<SnapshotFileDiff> Diff { get; init; }

    /// <summary>Permissions that are waited for, by the session and by agents it has started.</summary>
    public required IReadOnlyList<PermissionRequest> Permissions { get; init; }

    /// <summary>Questions that are waited for, by the session and by agents it has started.</summary>
    public required IReadOnlyList<QuestionRequest> Questions { get; init; }

    /// <summary>The last error the session reported since the view was opened; null if there was none.</summary>
    public MessageError? Error { get; init; }

    /// <summary>Whether the session has been deleted. The view has ended then, and this is its last snapshot.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// Whether this is what the server has. It is false while the stream of events is not connected, until what was missed has been
    /// read, and after the view has ended.
    /// </summary>
    public required bool IsCurrent { get; init; }
}
