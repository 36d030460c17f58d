namespace OpenCode.Fleet;

/// <summary>
/// Contains the jobs that wait for a machine, in lines of jobs with the same batch and the same needs. It has no clock and no
/// locks.
/// </summary>
/// <param name="aging">The waiting time that is worth one priority.</param>
internal sealed class JobQueue(TimeSpan aging)
{
    private readonly Dictionary<(string Batch, JobNeeds Needs), Line> _lines = [];

    public int Count { get; private set; }

    public void Add(FleetJobId job, JobNeeds needs, DateTimeOffset now)
    {
        if (!_lines.TryGetValue((job.Batch, needs), out var line))
        {
            _lines.Add((job.Batch, needs), line = new Line());
        }

        line.Jobs.Enqueue((job.Index, now), job.Index);
        Count++;
    }

    /// <summary>
    /// Removes and returns the job that starts next: the one with the highest priority, which grows while it waits. At the same
    /// priority, the batch that runs the fewest jobs is next, so that a large batch doesn't delay a small one.
    /// </summary>
    /// <param name="canStart">Whether jobs with these needs can start.</param>
    /// <param name="running">The number of running jobs of a batch.</param>
    /// <param name="now">The current time.</param>
    /// <returns>The job, its needs, and since when it waits; null if no job can start.</returns>
    public (FleetJobId Job, JobNeeds Needs, DateTimeOffset Since)? Take(Func<JobNeeds, bool> canStart, Func<string, int> running, DateTimeOffset now)
    {
        KeyValuePair<(string Batch, JobNeeds Needs), Line>? best = null;
        var bestRank = default((long, int, long));
        foreach (var line in _lines)
        {
            var since = line.Value.Jobs.Peek().Since;
            var rank = (line.Key.Needs.Priority + ((now - since).Ticks / aging.Ticks), -running(line.Key.Batch), -since.UtcTicks);
            if ((best is null || rank.CompareTo(bestRank) > 0) && canStart(line.Key.Needs))
            {
                (best, bestRank) = (line, rank);
            }
        }

        if (best is not { Key: var (batch, needs), Value: { Jobs: var jobs } })
        {
            return null;
        }

        var (index, waiting) = jobs.Dequeue();
        Count--;
        if (jobs.Count == 0)
        {
            _lines.Remove((batch, needs));
        }

        return (new FleetJobId(batch, index), needs, waiting);
    }

    /// <summary>Returns the number of jobs whose needs have a property.</summary>
    public int CountOf(Func<JobNeeds, bool> has) => _lines.Where(line => has(line.Key.Needs)).Sum(line => line.Value.Jobs.Count);

    /// <summary>Removes the jobs of a batch.</summary>
    public void Remove(string batch)
    {
        foreach (var (key, line) in _lines.Where(l => l.Key.Batch == batch).ToList())
        {
            Count -= line.Jobs.Count;
            _lines.Remove(key);
        }
    }

    /// <summary>Removes a job.</summary>
    public void Remove(FleetJobId job, JobNeeds needs)
    {
        if (_lines.TryGetValue((job.Batch, needs), out var line) && line.Jobs.Remove((job.Index, default), out _, out _, JobComparer.Instance))
        {
            Count--;
            if (line.Jobs.Count == 0)
            {
                _lines.Remove((job.Batch, needs));
            }
        }
    }

    private sealed class Line
    {
        public PriorityQueue<(int Index, DateTimeOffset Since), int> Jobs { get; } = new();
    }

    private sealed class JobComparer : IEqualityComparer<(int Index, DateTimeOffset Since)>
    {
        public static JobComparer Instance { get; } = new();

        public bool Equals((int Index, DateTimeOffset Since) x, (int Index, DateTimeOffset Since) y) => x.Index == y.Index;

        public int GetHashCode((int Index, DateTimeOffset Since) obj) => obj.Index;
    }
}
