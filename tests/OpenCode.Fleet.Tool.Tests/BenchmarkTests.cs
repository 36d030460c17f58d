using OpenCode.Fleet.Benchmarks;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>The measurements of docs/fleet.md run.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class BenchmarkTests
{
    [Test]
    public async Task A_short_run_writes_every_line(CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        await new Measurements(output, scale: 0.005).RunAsync(cancellationToken);
        Assert.That(output.ToString().TrimEnd().Split('\n'), Has.Exactly(8).Matches<string>(line => line.Contains(": ")));
    }
}
