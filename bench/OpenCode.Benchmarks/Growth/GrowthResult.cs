using System.Globalization;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>The cost at one size.</summary>
/// <param name="Name">The study.</param>
/// <param name="Series">The way to do it.</param>
/// <param name="Size">The size.</param>
/// <param name="Value">The time, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Bytes">What is allocated for one unit.</param>
/// <param name="Growth">The time as a multiple of that at the smallest size.</param>
internal sealed record GrowthResult(string Name, string Series, int Size, double Value, string Unit, double Bytes, double Growth)
{
    /// <summary>The line above the results.</summary>
    public const string Header = "name\tseries\tsize\tvalue\tunit\tbytes\tgrowth";

    public IReadOnlyList<string> Cells =>
    [
        Name, Series, Size.ToString(CultureInfo.InvariantCulture), Number.Text(Value), Unit, Number.Text(Bytes), Number.Text(Growth),
    ];

    public override string ToString() => string.Join('\t', Cells);
}
