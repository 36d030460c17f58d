namespace OpenCode.Benchmarks.Harness;

/// <summary>A measurement.</summary>
/// <param name="Nanoseconds">The time of one operation.</param>
/// <param name="Bytes">
/// The bytes that one operation allocates; <see cref="double.NaN"/> if unknown, as for another process.
/// </param>
internal readonly record struct Sample(double Nanoseconds, double Bytes)
{
    /// <summary>Creates a measurement of the time of one operation without its allocations.</summary>
    public static Sample OfTime(double nanoseconds) => new(nanoseconds, double.NaN);
}
