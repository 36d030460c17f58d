namespace OpenCode.Testing;

/// <summary>The one time limit of all tests: generous, because it is only there to end what hangs.</summary>
public static class TestTimeout
{
    public const int Milliseconds = 120_000;

    public static TimeSpan Value { get; } = TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>A token that is cancelled when the limit passes.</summary>
    public static CancellationTokenSource Start() => new(Value);
}
