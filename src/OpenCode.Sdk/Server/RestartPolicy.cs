namespace OpenCode;

/// <summary>
/// Specifies whether a server that crashes is restarted. A restarted server has the same port and the same password, so that its
/// clients and their streams reconnect automatically. Immutable.
/// </summary>
/// <remarks>While the server is down, another process on the same machine can take its port.</remarks>
/// <example><code>
/// await using var server = await OpenCodeServer.StartAsync(new() { Restart = RestartPolicy.OnCrash with { MaxRestarts = 3 } });
/// </code></example>
public sealed record RestartPolicy
{
    /// <summary>Gets the policy that never restarts a server.</summary>
    public static RestartPolicy Never { get; } = new() { MaxRestarts = 0 };

    /// <summary>
    /// Gets the policy that restarts a server that ends on its own with an exit code other than 0, or by a signal.
    /// </summary>
    public static RestartPolicy OnCrash { get; } = new();

    /// <summary>Gets the maximum number of consecutive restarts. Failed attempts also count.</summary>
    /// <value>A number of at least 0. The default is 10.</value>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>
    /// Gets the delay before the first restart. The delay doubles with each restart and is randomly shortened by up to half.
    /// </summary>
    /// <value>A positive time. The default is half a second.</value>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets the maximum delay between two restarts.</summary>
    /// <value>A time from <see cref="InitialDelay"/> to 24 days. The default is 30 seconds.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time that a server must run before the count of restarts is reset.</summary>
    /// <value>A time of at least zero. The default is one minute.</value>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRestarts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InitialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, InitialDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDelay, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentOutOfRangeException.ThrowIfLessThan(ResetAfter, TimeSpan.Zero);
    }
}
