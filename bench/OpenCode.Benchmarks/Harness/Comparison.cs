namespace OpenCode.Benchmarks.Harness;

/// <summary>A task, and the contestants that perform it side by side.</summary>
internal abstract class Comparison
{
    /// <summary>The name for <c>--only</c>, which is also the prefix of the names of its rows.</summary>
    public abstract string Name { get; }

    /// <summary>The number of measured rounds in a full run.</summary>
    public virtual int Rounds => 15;

    /// <summary>The number of rounds before the measurement, which warm up code and connections.</summary>
    public virtual int WarmupRounds => 3;

    /// <summary>Prepares the contestants.</summary>
    public abstract Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken);

    /// <summary>Creates the results from the measurements.</summary>
    public abstract IEnumerable<Row> Rows(Standings standings);
}
