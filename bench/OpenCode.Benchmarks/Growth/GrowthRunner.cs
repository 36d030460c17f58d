using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Measures all sizes of a study in each round, so that disturbances of the machine affect all of them.</summary>
internal sealed class GrowthRunner(Workbench bench, TextWriter progress)
{
    private const int Rounds = 3;

    public async Task<IReadOnlyList<GrowthResult>> RunAsync(GrowthStudy study, CancellationToken cancellationToken)
    {
        var sizes = bench.IsShort ? study.ShortSizes : study.Sizes;
        var standings = new Standings();
        for (var round = bench.IsShort ? 1 : 0; round <= (bench.IsShort ? 1 : bench.Rounds ?? Rounds); round++)
        {
            foreach (var size in sizes)
            {
                await progress.WriteLineAsync(round == 0 ? $"{study.Name}: warm-up, {size} {study.SizeLabel}" : $"{study.Name}: round {round}, {size} {study.SizeLabel}");
                var samples = await study.MeasureAsync(bench, size, cancellationToken);
                if (round > 0)
                {
                    foreach (var (series, sample) in study.Series.Zip(samples))
                    {
                        standings.Add(Key(series, size), sample);
                    }
                }
            }
        }

        return
        [
            .. from series in study.Series
               from size in sizes
               let time = standings.Time(Key(series, size))
               select new GrowthResult(
                   study.Name,
                   series,
                   size,
                   time / study.NanosecondsOfUnit,
                   study.Unit,
                   standings.Bytes(Key(series, size)),
                   time / standings.Time(Key(series, sizes[0]))),
        ];
    }

    private static string Key(string series, int size) => $"{series} {size}";
}
