namespace OpenCode.Fleet;

/// <summary>Specifies who decides about the permission requests and the questions of an agent. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetAskPolicy")]
public sealed record FleetAskPolicy
{
    /// <summary>
    /// Gets a policy without rules that rejects permission requests, and leaves questions to the agent. The agent continues.
    /// </summary>
    public static FleetAskPolicy Default { get; } = new();

    /// <summary>
    /// Gets the rules that decide permission requests first. The last matching rule wins. A rule with
    /// <see cref="FleetPermissionAction.Ask"/> leaves the request to <see cref="Permissions"/>.
    /// </summary>
    /// <value>The rules, in order. The default is an empty list.</value>
    [Id(0)]
    public IReadOnlyList<FleetPermissionRule> Rules { get; init => field = Lists.Copy(value); } = [];

    /// <summary>Gets the policy for permission requests that no rule decides.</summary>
    /// <value>The default is <see cref="FleetPermissionPolicy.RejectAndContinue"/>.</value>
    [Id(1)]
    public FleetPermissionPolicy Permissions { get; init; }

    /// <summary>Gets the policy for questions.</summary>
    /// <value>The default is <see cref="FleetQuestionPolicy.LetAgentDecide"/>.</value>
    [Id(2)]
    public FleetQuestionPolicy Questions { get; init; }

    /// <inheritdoc/>
    public bool Equals(FleetAskPolicy? other) =>
        other is not null && Permissions == other.Permissions && Questions == other.Questions && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Permissions, Questions, Rules.Count);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Rules);
        Check.Known(Permissions, nameof(Permissions));
        Check.Known(Questions, nameof(Questions));
        foreach (var rule in Rules)
        {
            ArgumentNullException.ThrowIfNull(rule, nameof(Rules));
            Check.Text(rule.Permission, nameof(rule.Permission));
            Check.Text(rule.Pattern, nameof(rule.Pattern));
            Check.Known(rule.Action, nameof(rule.Action));
        }
    }
}
