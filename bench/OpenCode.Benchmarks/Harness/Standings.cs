namespace OpenCode.Benchmarks.Harness;

/// <summary>The samples of all contestants, round by round.</summary>
internal sealed class Standings
{
    private readonly Dictionary<string, List<Sample>> _samples = new(StringComparer.Ordinal);

    /// <summary>The contestants, in the order of their first sample.</summary>
    public IReadOnlyCollection<string> Names => _samples.Keys;

    public void Add(string contestant, Sample sample)
    {
        if (!_samples.TryGetValue(contestant, out var samples))
        {
            _samples[contestant] = samples = [];
        }

        samples.Add(sample);
    }

    public bool Has(string contestant) => _samples.ContainsKey(contestant);

    /// <summary>The median time of one operation, in nanoseconds.</summary>
    public double Time(string contestant) => Median(_samples[contestant].Select(s => s.Nanoseconds));

    /// <summary>The median of the bytes that one operation allocates.</summary>
    public double Bytes(string contestant) => Median(_samples[contestant].Select(s => s.Bytes));

    /// <summary>
    /// The median of the ratios of both times in the same round. A disturbance that slows down a whole round does not change it.
    /// </summary>
    public double TimeRatio(string contestant, string other) =>
        Median(_samples[contestant].Zip(_samples[other], (one, two) => one.Nanoseconds / two.Nanoseconds));

    /// <summary>The median of the ratios of both speeds in the same round.</summary>
    public double SpeedRatio(string contestant, string other) => 1 / TimeRatio(contestant, other);

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
