using OpenCode.Models;

namespace OpenCode;

/// <summary>An entry of a turn's audit trail: what an agent asked, what the reply was, and who decided. Immutable.</summary>
public sealed record AskDecision
{
    /// <summary>The identifier of the request.</summary>
    public required string RequestId { get; init; }

    /// <summary>The session whose agent asked: the turn's own, or that of a sub-agent.</summary>
    public required string SessionId { get; init; }

    /// <summary>The permission that was asked for, for instance <c>bash</c>; null if the agent asked a question.</summary>
    public string? Permission { get; init; }

    /// <summary>The commands, paths or addresses that the permission was asked for; or the texts of the questions.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>What was replied: <c>once</c>, <c>always</c> or <c>reject</c> to a permission request, <c>reply</c> or <c>reject</c> to a question.</summary>
    public required string Reply { get; init; }

    /// <summary>What the agent was told; null if nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Who decided.</summary>
    public required AskDecider DecidedBy { get; init; }

    /// <summary>The rule that decided; null unless <see cref="DecidedBy"/> is <see cref="AskDecider.Rule"/>.</summary>
    public PermissionRule? Rule { get; init; }

    /// <summary>When the decision was made, by the client's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
