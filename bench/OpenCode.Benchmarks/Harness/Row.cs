namespace OpenCode.Benchmarks.Harness;

/// <summary>A line of the results.</summary>
/// <param name="Name">The name, for example <c>decode.mix</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit of the value and of the limit.</param>
/// <param name="Bar">The limit that the value must meet; null for a value that is only displayed.</param>
internal sealed record Row(string Name, double Value, string Unit, Bar? Bar = null)
{
    /// <summary>Whether there is a limit that the value does not meet.</summary>
    public bool IsMissed => Bar?.IsMet(Value) == false;

    public string ValueText => Number.Text(Value);

    public string BarText => Bar?.ToString() ?? "-";

    public string Verdict => Bar is null ? "-" : IsMissed ? "no" : "yes";

    /// <summary>Returns the printed line: name, value, unit, limit, and whether the limit is met, separated by tabs.</summary>
    public override string ToString() => string.Join('\t', Name, ValueText, Unit, BarText, Verdict);
}
