namespace OpenCode;

/// <summary>
/// Identifies a turn, so that another process can attach to it with
/// <see cref="TurnExtensions.WatchTurnAsync(Requests.SessionRequestBuilder, TurnHandle, TurnOptions?, CancellationToken)"/>, for
/// example after a restart. Immutable. It consists of plain values, so that any serializer can write and read it.
/// </summary>
public sealed record TurnHandle
{
    /// <summary>
    /// Gets the server's address when the turn started. It is not used to attach, because a restarted server can have another
    /// address.
    /// </summary>
    public required Uri Server { get; init; }

    /// <summary>Gets the directory of the turn; null for the server's own directory.</summary>
    public string? Directory { get; init; }

    /// <summary>Gets the workspace of the turn; null for none.</summary>
    public string? Workspace { get; init; }

    /// <summary>Gets the identifier of the session.</summary>
    public required string SessionId { get; init; }

    /// <summary>Gets the identifier of the user's message that started the turn.</summary>
    public required string MessageId { get; init; }
}
