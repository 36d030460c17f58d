namespace OpenCode;

/// <summary>Options of a <see cref="SessionView"/>. Immutable.</summary>
public sealed record SessionViewOptions
{
    /// <summary>
    /// The hub whose stream is used; by default, the view has a stream of its own. It must belong to the same server, and serve either
    /// the directory and workspace that the view works in or all directories.
    /// </summary>
    public EventHub? Hub { get; init; }

    /// <summary>
    /// The shortest time from the end of one call of <see cref="SessionView.Changed"/> to the beginning of the next one, at most 24 days;
    /// zero by default, so that each change is reported as soon as the handler is free. A user interface that draws the whole text needs
    /// no more than 20 to 60 changes a second. The first change after a pause is reported at once, and the last one always. The
    /// <see cref="SessionView.Snapshot"/> is not delayed.
    /// </summary>
    public TimeSpan ChangeInterval { get; init; }

    /// <exception cref="ArgumentException">An option is invalid; the message contains its name and its value.</exception>
    internal void Validate()
    {
        if (ChangeInterval < TimeSpan.Zero || ChangeInterval.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(ChangeInterval), ChangeInterval, "ChangeInterval must be zero or positive, and at most 24 days.");
        }
    }
}
