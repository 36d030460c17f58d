using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Tests;

/// <summary>A comparison of two contestants whose samples a test decides on.</summary>
/// <param name="bar">What the ratio of both has to reach.</param>
/// <param name="sample">The sample of a contestant in a round, which begin at 0.</param>
internal sealed class FakeComparison(Bar? bar, Func<string, int, Sample> sample) : Comparison
{
    private readonly Dictionary<string, int> _rounds = new() { ["one"] = 0, ["two"] = 0 };

    public List<string> Played { get; } = [];

    public override string Name => "fake";

    public override int Rounds => 3;

    public override int WarmupRounds => 1;

    public override Task<IReadOnlyList<Contestant>> PrepareAsync(Workbench bench, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Contestant>>([Create("one"), Create("two")]);

    public override IEnumerable<Row> Rows(Standings standings) =>
    [
        new("fake.ratio", standings.TimeRatio("one", "two"), "x two", bar),
        new("fake.bytes", standings.Bytes("one"), "B"),
    ];

    private Contestant Create(string name) => new(name, _ =>
    {
        Played.Add(name);
        return Task.FromResult(sample(name, _rounds[name]++));
    });
}
