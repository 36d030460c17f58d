using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Measures how the cost of an operation grows with its size.</summary>
internal abstract class GrowthStudy
{
    /// <summary>The name for <c>--only</c> and for the file of the plot.</summary>
    public abstract string Name { get; }

    public abstract string Title { get; }

    /// <summary>The label of the size.</summary>
    public abstract string SizeLabel { get; }

    /// <summary>The unit of the cost, for example <c>us per event</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>The number of nanoseconds in the unit of time.</summary>
    public virtual double NanosecondsOfUnit => 1000;

    public abstract IReadOnlyList<int> Sizes { get; }

    /// <summary>The sizes of a short run.</summary>
    public abstract IReadOnlyList<int> ShortSizes { get; }

    /// <summary>The variants, each of which is a line of the plot.</summary>
    public abstract IReadOnlyList<string> Series { get; }

    /// <summary>Measures the cost of one unit, once for each of <see cref="Series"/>.</summary>
    public abstract Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken);
}
