namespace OpenCode.Benchmarks.Harness;

/// <summary>One task, and those that do it side by side.</summary>
internal abstract class Comparison
{
    /// <summary>The name for <c>--only</c>, with which the names of its rows begin.</summary>
    public abstract string Name { get; }

    /// <summary>How many rounds count in a full run.</summary>
    public virtual int Rounds => 15;

    /// <summary>How many rounds are played before, until code and connections are warm.</summary>
    public virtual int WarmupRounds => 3;

    /// <summary>Prepares the contestants.</summary>
    public abstract Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken);

    /// <summary>Makes the results of what was measured.</summary>
    public abstract IEnumerable<Row> Rows(Standings standings);
}
