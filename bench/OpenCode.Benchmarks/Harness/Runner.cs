namespace OpenCode.Benchmarks.Harness;

/// <summary>
/// Runs comparisons. All contestants run one after another in each round, so that disturbances of the machine affect all of them.
/// </summary>
/// <param name="bench">The resources that contestants share.</param>
/// <param name="results">Receives each row as soon as it is available.</param>
/// <param name="progress">Receives the progress.</param>
internal sealed class Runner(Workbench bench, TextWriter results, TextWriter progress)
{
    /// <returns>The rows of all comparisons.</returns>
    public async Task<IReadOnlyList<Row>> RunAsync(IEnumerable<Comparison> comparisons, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var comparison in comparisons)
        {
            var standings = await PlayAsync(comparison, cancellationToken);
            foreach (var row in comparison.Rows(standings))
            {
                rows.Add(row);
                await results.WriteLineAsync(row.ToString());
            }
        }

        return rows;
    }

    private async Task<Standings> PlayAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var contestants = await comparison.PrepareAsync(bench, cancellationToken);
        var warmup = bench.IsShort ? 0 : comparison.WarmupRounds;
        var rounds = bench.IsShort ? 1 : bench.Rounds ?? comparison.Rounds;
        var standings = new Standings();
        for (var round = 1 - warmup; round <= rounds; round++)
        {
            await progress.WriteLineAsync(round < 1 ? $"{comparison.Name}: warm-up" : $"{comparison.Name}: round {round} of {rounds}");

            // The first contestant runs with cold caches, so each round starts with another one.
            for (var i = 0; i < contestants.Count; i++)
            {
                var contestant = contestants[(i + round + warmup - 1) % contestants.Count];
                var sample = await contestant.MeasureAsync(cancellationToken);
                if (round >= 1)
                {
                    standings.Add(contestant.Name, sample);
                }
            }
        }

        return standings;
    }
}
