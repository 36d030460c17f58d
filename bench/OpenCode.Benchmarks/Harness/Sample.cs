namespace OpenCode.Benchmarks.Harness;

/// <summary>One measurement.</summary>
/// <param name="Nanoseconds">The time of one operation.</param>
/// <param name="Bytes">What one operation allocates; <see cref="double.NaN"/> if that is not known, as for another process.</param>
internal readonly record struct Sample(double Nanoseconds, double Bytes)
{
    /// <summary>The time of one operation, when nobody knows what it allocates.</summary>
    public static Sample OfTime(double nanoseconds) => new(nanoseconds, double.NaN);
}
