using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>How the cost of something grows with its size.</summary>
internal abstract class GrowthStudy
{
    /// <summary>The name for <c>--only</c>, and of the plot's file.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>What grows.</summary>
    public abstract string SizeLabel { get; }

    /// <summary>What the time is the cost of, for example <c>us per event</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>How many nanoseconds the unit of time has.</summary>
    public virtual double NanosecondsOfUnit => 1000;

    public abstract IReadOnlyList<int> Sizes { get; }

    /// <summary>The sizes of a short run.</summary>
    public abstract IReadOnlyList<int> ShortSizes { get; }

    /// <summary>The ways to do it, each of which is a line of the plot.</summary>
    public abstract IReadOnlyList<string> Series { get; }

    /// <summary>Measures the cost of one unit, once for each of <see cref="Series"/>.</summary>
    public abstract Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken);
}
