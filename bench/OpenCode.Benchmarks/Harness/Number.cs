using System.Globalization;

namespace OpenCode.Benchmarks.Harness;

/// <summary>Formats numbers.</summary>
internal static class Number
{
    /// <summary>Returns four significant digits, which is more than the precision of a measurement.</summary>
    public static string Text(double value) => Math.Abs(value) >= 1000
        ? Math.Round(value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
