using System.Globalization;

namespace OpenCode.Benchmarks.Harness;

/// <summary>Numbers as text.</summary>
internal static class Number
{
    /// <summary>Four significant digits: more than a measurement is good for.</summary>
    public static string Text(double value) => Math.Abs(value) >= 1000
        ? Math.Round(value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
