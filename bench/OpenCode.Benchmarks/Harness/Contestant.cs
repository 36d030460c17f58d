namespace OpenCode.Benchmarks.Harness;

/// <summary>One way to do a task.</summary>
/// <param name="Name">The name in the results.</param>
/// <param name="MeasureAsync">Does the task once or many times, and returns the cost of one operation.</param>
internal sealed record Contestant(string Name, Func<CancellationToken, Task<Sample>> MeasureAsync);
