namespace OpenCode;

/// <summary>Specifies the options of a <see cref="SessionView"/>. Immutable.</summary>
public sealed record SessionViewOptions
{
    /// <summary>
    /// Gets the hub whose stream the view uses. The hub must belong to the same server, and serve either the directory and
    /// workspace of the view or all directories.
    /// </summary>
    /// <value>The hub. The default is null: the view has its own stream.</value>
    public EventHub? Hub { get; init; }

    /// <summary>
    /// Gets the minimum time from the end of one call of <see cref="SessionView.Changed"/> to the start of the next one. A user
    /// interface that draws the complete text needs no more than 20 to 60 changes per second. The first change after a pause is
    /// reported immediately, and the last change is always reported. The <see cref="SessionView.Snapshot"/> is not delayed.
    /// </summary>
    /// <value>
    /// A time from zero to 24 days. The default is zero: each change is reported as soon as the handler is not running.
    /// </value>
    public TimeSpan ChangeInterval { get; init; }

    /// <exception cref="ArgumentException">An option is invalid. The message contains its name and its value.</exception>
    internal void Validate()
    {
        if (ChangeInterval < TimeSpan.Zero || ChangeInterval.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(ChangeInterval), ChangeInterval, "ChangeInterval must be between 0 and 24 days.");
        }
    }
}
