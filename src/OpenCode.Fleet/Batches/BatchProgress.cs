namespace OpenCode.Fleet;

/// <summary>
/// Represents which jobs of a batch have ended. It is stored some time later, because the jobs themselves know it.
/// </summary>
[GenerateSerializer, Alias("OpenCode.Fleet.BatchProgress")]
internal sealed class BatchProgress
{
    /// <summary>For each job, 0 if it has not ended; otherwise, the outcome plus 1.</summary>
    [Id(0)]
    public byte[] Outcomes { get; set; } = [];

    [Id(1)]
    public FleetUsage Usage { get; set; } = new();

    public bool TryEnd(int index, FleetOutcome outcome, FleetUsage usage)
    {
        if (Outcomes[index] != 0)
        {
            return false;
        }

        Outcomes[index] = (byte)(outcome + 1);
        Usage += usage;
        return true;
    }

    public IEnumerable<int> Ended(int from = 0)
    {
        for (var i = from; i < Outcomes.Length; i++)
        {
            if (Outcomes[i] != 0)
            {
                yield return i;
            }
        }
    }

    public int[] Open(int submitted)
    {
        var open = new List<int>();
        for (var i = 0; i < submitted; i++)
        {
            if (Outcomes[i] == 0)
            {
                open.Add(i);
            }
        }

        return [.. open];
    }

    public Dictionary<FleetOutcome, int> Count()
    {
        var counts = new Dictionary<FleetOutcome, int>();
        foreach (var outcome in Outcomes)
        {
            if (outcome != 0)
            {
                counts[(FleetOutcome)(outcome - 1)] = counts.GetValueOrDefault((FleetOutcome)(outcome - 1)) + 1;
            }
        }

        return counts;
    }
}
