namespace OpenCode.Benchmarks.Harness;

/// <summary>One line of the results.</summary>
/// <param name="Name">The name, for example <c>decode.mix</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit of the value and of the bar.</param>
/// <param name="Bar">What the value has to reach; null for a value that is only shown.</param>
internal sealed record Row(string Name, double Value, string Unit, Bar? Bar = null)
{
    /// <summary>Whether there is a bar that the value does not reach.</summary>
    public bool IsMissed => Bar?.IsMet(Value) == false;

    public string ValueText => Number.Text(Value);

    public string BarText => Bar?.ToString() ?? "-";

    public string Verdict => Bar is null ? "-" : IsMissed ? "no" : "yes";

    /// <summary>The line as it is printed: name, value, unit, bar, and whether the bar is met, between tabs.</summary>
    public override string ToString() => string.Join('\t', Name, ValueText, Unit, BarText, Verdict);
}
