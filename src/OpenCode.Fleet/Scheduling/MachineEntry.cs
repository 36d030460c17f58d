namespace OpenCode.Fleet;

/// <summary>Represents what the board knows about a machine, whose processes can change.</summary>
internal sealed class MachineEntry
{
    /// <summary>The processes that other processes with the same name replaced.</summary>
    private readonly HashSet<Guid> _replaced = [];

    public required MachineId Id { get; set; }

    public MachineReport? Report { get; set; }

    public int FailedStarts { get; set; }

    public DateTimeOffset PausedUntil { get; set; }

    /// <summary>The jobs that the machine reports and the board does not have.</summary>
    public HashSet<FleetJobId> Unknown { get; } = [];

    public required DateTimeOffset ReportedAt { get; set; }

    public HashSet<FleetJobId> Running { get; } = [];

    public HashSet<FleetJobId> Interrupted { get; } = [];

    /// <summary>Notes the process of a report. False if it was replaced.</summary>
    public bool TryIdentify(MachineId id)
    {
        if (_replaced.Contains(id.Incarnation))
        {
            return false;
        }

        // A process that is only known from a job can be older than the one that reports.
        if (Id != id)
        {
            _replaced.Add(Id.Incarnation);
            (Id, FailedStarts, PausedUntil) = (id, 0, default);
        }

        return true;
    }

    public bool IsLost(FleetSchedulingOptions options, DateTimeOffset now) => now - ReportedAt > options.LostAfter;

    public FleetMachine Describe(FleetSchedulingOptions options, DateTimeOffset now) => new()
    {
        Name = Id.Name,
        Labels = Report?.Labels ?? [],
        Models = Report?.Models ?? new Dictionary<string, int>(StringComparer.Ordinal),
        MaxJobs = Report?.MaxJobs ?? 0,
        Jobs = [.. Running],
        ReportedAt = ReportedAt,
        IsLost = IsLost(options, now),
    };
}
