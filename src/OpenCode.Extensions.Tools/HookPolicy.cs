namespace OpenCode;

/// <summary>How long a hook may take, and what happens if it fails. Immutable.</summary>
public sealed record HookPolicy
{
    /// <summary>The time for the handler; 30 seconds by default. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> means no timeout.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What happens if the handler throws or exceeds the timeout, or if this process does not respond; <see cref="HookFailure.Refuse"/> by default.</summary>
    public HookFailure OnFailure { get; init; } = HookFailure.Refuse;
}
