namespace OpenCode;

/// <summary>Specifies the timeout of a hook and the behavior when the hook fails. Immutable.</summary>
public sealed record HookPolicy
{
    /// <summary>Gets the timeout of the handler.</summary>
    /// <value>
    /// A time from 1 millisecond to 20 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no timeout. The
    /// default is 30 seconds.
    /// </value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the behavior when the handler throws or exceeds the timeout, or when this process doesn't respond.</summary>
    /// <value>The default is <see cref="HookFailure.Refuse"/>.</value>
    public HookFailure OnFailure { get; init; } = HookFailure.Refuse;
}
