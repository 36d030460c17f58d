using System.Globalization;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>The cost at one size.</summary>
/// <param name="Name">The study.</param>
/// <param name="Series">The variant.</param>
/// <param name="Size">The size.</param>
/// <param name="Value">The time, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Bytes">The bytes that are allocated for one unit.</param>
/// <param name="Growth">The time as a multiple of the time at the smallest size.</param>
internal sealed record GrowthResult(string Name, string Series, int Size, double Value, string Unit, double Bytes, double Growth)
{
    /// <summary>The header line of the results.</summary>
    public const string Header = "name\tseries\tsize\tvalue\tunit\tbytes\tgrowth";

    public IReadOnlyList<string> Cells =>
    [
        Name, Series, Size.ToString(CultureInfo.InvariantCulture), Number.Text(Value), Unit, Number.Text(Bytes), Number.Text(Growth),
    ];

    public override string ToString() => string.Join('\t', Cells);
}
