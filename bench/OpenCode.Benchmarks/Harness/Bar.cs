using System.Globalization;

namespace OpenCode.Benchmarks.Harness;

/// <summary>The limit that a value must meet.</summary>
internal sealed record Bar(bool IsLeast, double Limit)
{
    public static Bar AtLeast(double limit) => new(true, limit);

    public static Bar AtMost(double limit) => new(false, limit);

    /// <summary>Whether a value meets the limit. NaN does not.</summary>
    public bool IsMet(double value) => IsLeast ? value >= Limit : value <= Limit;

    public override string ToString() => (IsLeast ? ">=" : "<=") + Limit.ToString("0.####", CultureInfo.InvariantCulture);
}
