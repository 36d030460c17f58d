namespace OpenCode;

/// <summary>
/// Names a turn, so that another process can attach to it with
/// <see cref="TurnExtensions.WatchTurnAsync(Requests.SessionRequestBuilder, TurnHandle, TurnOptions?, CancellationToken)"/>, for
/// instance after a restart. Immutable; it consists of plain values and serializes with any serializer.
/// </summary>
public sealed record TurnHandle
{
    /// <summary>The server's address when the turn started. It is not used to attach: a server may come back under another one.</summary>
    public required Uri Server { get; init; }

    /// <summary>The directory that the turn works in; null for the server's own.</summary>
    public string? Directory { get; init; }

    /// <summary>The workspace that the turn works in; null for none.</summary>
    public string? Workspace { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user's message that started the turn.</summary>
    public required string MessageId { get; init; }
}
