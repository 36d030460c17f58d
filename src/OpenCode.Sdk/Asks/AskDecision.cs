using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents an entry in the audit trail of a turn: the request of an agent, the reply, and who decided. Immutable.
/// </summary>
public sealed record AskDecision
{
    /// <summary>Gets the identifier of the request.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets the identifier of the session whose agent asked: the session of the turn, or of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>Gets the requested permission, for example <c>bash</c>; null if the agent asked a question.</summary>
    public string? Permission { get; init; }

    /// <summary>
    /// Gets the commands, paths, or addresses that the permission was requested for, or the texts of the questions.
    /// </summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>
    /// Gets the reply: <c>once</c>, <c>always</c>, or <c>reject</c> to a permission request, <c>reply</c> or <c>reject</c> to a
    /// question.
    /// </summary>
    public required string Reply { get; init; }

    /// <summary>Gets the message to the agent; null if there is none.</summary>
    public string? Message { get; init; }

    /// <summary>Gets who decided.</summary>
    public required AskDecider DecidedBy { get; init; }

    /// <summary>Gets the rule that decided; null unless <see cref="DecidedBy"/> is <see cref="AskDecider.Rule"/>.</summary>
    public PermissionRule? Rule { get; init; }

    /// <summary>Gets the time of the decision, by the client's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
