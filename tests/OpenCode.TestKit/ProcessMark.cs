namespace OpenCode.Testing;

/// <summary>A variable in the environment of a test's processes, by which they, and what they start, are found again (Linux only).</summary>
public sealed class ProcessMark
{
    public string Variable { get; } = "OPENCODE_TEST_RUN";

    public string Value { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The processes that carry it, with their command lines.</summary>
    public IReadOnlyDictionary<int, string> Processes() => ProcessTable.With(Variable, Value);

    /// <summary>Waits until none carries it any more.</summary>
    /// <returns>Those that are left when the time is over.</returns>
    public async Task<IReadOnlyDictionary<int, string>> LeftAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await Poll.UntilAsync(() => Processes().Count == 0, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller shows what is left.
        }

        return Processes();
    }
}
