using System.Globalization;

namespace OpenCode.Benchmarks.Plots;

/// <summary>A logarithmic axis over whole powers of ten.</summary>
internal sealed class LogAxis
{
    private readonly int _first;
    private readonly int _last;
    private readonly double _start;
    private readonly double _end;

    private LogAxis(int first, int last, double start, double end)
    {
        _first = first;
        _last = last;
        _start = start;
        _end = end;
    }

    /// <summary>The powers of ten and their positions.</summary>
    public IEnumerable<(double Value, double Position)> Ticks =>
        Enumerable.Range(_first, _last - _first + 1).Select(power => Math.Pow(10, power)).Select(value => (value, Position(value)));

    /// <summary>Creates an axis that includes all values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="start">The position of the lowest power of ten.</param>
    /// <param name="end">The position of the highest power of ten.</param>
    /// <exception cref="ArgumentException">A value is not positive, or there are no values.</exception>
    public static LogAxis Over(IEnumerable<double> values, double start, double end)
    {
        var all = values.ToList();
        if (all.Count == 0 || all.Exists(value => !(value > 0) || double.IsInfinity(value)))
        {
            throw new ArgumentException("A logarithmic axis requires positive values.", nameof(values));
        }

        var first = (int)Math.Floor(Math.Log10(all.Min()));
        var last = (int)Math.Ceiling(Math.Log10(all.Max()));
        return new LogAxis(first, Math.Max(last, first + 1), start, end);
    }

    public double Position(double value) => _start + ((Math.Log10(value) - _first) / (_last - _first) * (_end - _start));

    /// <summary>Formats a value as a short text, for example <c>100 k</c>.</summary>
    public static string Label(double value) => value switch
    {
        >= 1_000_000 => Short(value / 1_000_000) + " M",
        >= 1_000 => Short(value / 1_000) + " k",
        _ => Short(value),
    };

    private static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
