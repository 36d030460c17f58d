namespace OpenCode.Benchmarks.Harness;

/// <summary>A way to perform a task.</summary>
/// <param name="Name">The name in the results.</param>
/// <param name="MeasureAsync">Performs the task once or many times, and returns the cost of one operation.</param>
internal sealed record Contestant(string Name, Func<CancellationToken, Task<Sample>> MeasureAsync);
