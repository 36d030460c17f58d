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

    [Id(2)]
    public Dictionary<FleetOutcome, int> Counts { get; set; } = [];

    public bool TryEnd(int index, FleetOutcome outcome, FleetUsage usage)
    {
        if (Outcomes[index] != 0)
        {
            return false;
        }

        Outcomes[index] = (byte)(outcome + 1);
        Usage += usage;
        Counts[outcome] = Counts.GetValueOrDefault(outcome) + 1;
        return true;
    }

    public IEnumerable<int> Ended() => Enumerable.Range(0, Outcomes.Length).Where(i => Outcomes[i] != 0);

    public int[] Open(int submitted) => [.. Enumerable.Range(0, submitted).Where(i => Outcomes[i] == 0)];
}
