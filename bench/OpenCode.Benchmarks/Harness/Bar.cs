using System.Globalization;

namespace OpenCode.Benchmarks.Harness;

/// <summary>What a value has to reach.</summary>
internal sealed record Bar(bool IsLeast, double Limit)
{
    public static Bar AtLeast(double limit) => new(true, limit);

    public static Bar AtMost(double limit) => new(false, limit);

    /// <summary>Whether a value reaches the bar; what is not a number does not.</summary>
    public bool IsMet(double value) => IsLeast ? value >= Limit : value <= Limit;

    public override string ToString() => (IsLeast ? ">=" : "<=") + Limit.ToString("0.####", CultureInfo.InvariantCulture);
}
