namespace OpenCode;

/// <summary>
/// Whether a server that crashes is started again: on the same port and with the same password, so that its clients and their
/// streams find it again by themselves. Immutable.
/// </summary>
/// <remarks>While the server is down, nothing keeps another program of this machine from taking its port.</remarks>
/// <example><code>
/// await using var server = await OpenCodeServer.StartAsync(new() { Restart = RestartPolicy.OnCrash with { MaxRestarts = 3 } });
/// </code></example>
public sealed record RestartPolicy
{
    /// <summary>A server that has ended stays so.</summary>
    public static RestartPolicy Never { get; } = new() { MaxRestarts = 0 };

    /// <summary>A server that ends by itself with an exit code other than 0, or by a signal, is started again.</summary>
    public static RestartPolicy OnCrash { get; } = new();

    /// <summary>How often in a row it is tried; by default 10 times. Attempts that fail count too.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>
    /// The wait before the first restart, by default half a second. It doubles from restart to restart and is shortened at
    /// random by up to half.
    /// </summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two restarts; by default 30 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server has to run for its restarts to be counted anew; by default a minute.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="ArgumentException">Something in this policy can't work.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRestarts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(InitialDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, InitialDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDelay, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentOutOfRangeException.ThrowIfLessThan(ResetAfter, TimeSpan.Zero);
    }
}
