namespace OpenCode.Fleet;

/// <summary>
/// Represents what the scheduler believes: which jobs wait, which machine has which jobs, and which jobs wait for a lost machine.
/// It has no clock and no locks.
/// </summary>
internal sealed class FleetBoard(FleetSchedulingOptions options)
{
    /// <summary>The number of jobs that a machine can't start after which it takes none.</summary>
    private const int MostAvoided = 100;

    private readonly JobQueue _queue = new(options.Aging);
    private readonly Dictionary<FleetJobId, Place> _jobs = [];
    private readonly Dictionary<string, MachineEntry> _machines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);

    /// <summary>The machine that could not start a job.</summary>
    private readonly Dictionary<FleetJobId, string> _avoided = [];

    public Paces Paces { get; } = new(options);

    public bool HasRoom => _queue.Count < options.MaxQueuedJobs;

    /// <summary>Adds a job to the queue, unless the board has it.</summary>
    public void Add(FleetJobId job, JobNeeds needs, DateTimeOffset now)
    {
        if (!_jobs.TryAdd(job, new Place(needs, null)))
        {
            return;
        }

        _queue.Add(job, needs, now);
        if (_machines.Values.FirstOrDefault(m => m.Unknown.Remove(job)) is { } machine)
        {
            Move(job, new JobPosition(FleetJobState.Running, machine.Id), now);
        }
    }

    /// <summary>Removes the jobs of a batch that wait in the queue.</summary>
    public void RemoveQueued(string batch)
    {
        _queue.Remove(batch);
        foreach (var (job, _) in _jobs.Where(j => j.Key.Batch == batch && j.Value.Assignment is null).ToList())
        {
            _jobs.Remove(job);
        }
    }

    /// <summary>Notes the report of a machine. Its jobs are those that it reports, and no others.</summary>
    /// <returns>False if another process with the same name replaced this process.</returns>
    public bool Report(MachineReport report, DateTimeOffset now)
    {
        var machine = Machine(report.Machine, now);
        if (!machine.TryIdentify(report.Machine))
        {
            return false;
        }

        machine.Report = report;
        machine.ReportedAt = now;
        var reported = report.Jobs.ToHashSet();
        foreach (var job in machine.Running.Where(j => !reported.Contains(j) && _jobs[j].Assignment!.Machine == report.Machine).ToList())
        {
            // The response that contained the job was lost, or the report that it ended. If it has ended, it says so.
            Move(job, new JobPosition(FleetJobState.Queued, null), now);
        }

        machine.Unknown.Clear();
        foreach (var job in report.Jobs)
        {
            Move(job, new JobPosition(FleetJobState.Running, report.Machine), now);
            if (!_jobs.ContainsKey(job))
            {
                // After a restart of the scheduler, the batch of the job is not loaded yet.
                machine.Unknown.Add(job);
            }
        }

        return true;
    }

    /// <summary>Notes that a machine stops: it gets no more jobs.</summary>
    public void Leave(MachineId id)
    {
        if (_machines.TryGetValue(id.Name, out var machine) && machine.Id == id && machine.Report is { } report)
        {
            machine.Report = report with { MaxJobs = 0 };
        }
    }

    /// <summary>
    /// Notes whether a machine could start a job. If it couldn't, the job prefers other machines, and the machine waits longer each
    /// time, so that a broken machine doesn't use up the jobs.
    /// </summary>
    public void Started(MachineId id, FleetJobId job, bool isSuccess, DateTimeOffset now)
    {
        if (isSuccess)
        {
            _avoided.Remove(job);
        }
        else
        {
            _avoided[job] = id.Name;
        }

        if (_machines.TryGetValue(id.Name, out var machine) && machine.Id == id)
        {
            machine.FailedStarts = isSuccess ? 0 : machine.FailedStarts + 1;
            machine.PausedUntil = isSuccess ? default : now + TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, machine.FailedStarts - 1)));
        }
    }

    /// <summary>Notes that the scheduler itself did not run for some time, in which no machine could report.</summary>
    public void Slept(TimeSpan time)
    {
        foreach (var machine in _machines.Values)
        {
            machine.ReportedAt += time;
        }
    }

    /// <summary>Gives the next job to a machine; null if there is none, or if the machine has no free place.</summary>
    public FleetJobId? Take(MachineId id, DateTimeOffset now)
    {
        if (!_machines.TryGetValue(id.Name, out var machine) || machine.Id != id || machine.Report is not { } report || machine.Running.Count + machine.Unknown.Count >= report.MaxJobs || now < machine.PausedUntil)
        {
            return null;
        }

        // Interrupted jobs come first, and only their machine can continue them. They ignore the limits of their model.
        FleetJobId? next = machine.Interrupted.Count > 0
            ? machine.Interrupted.First()
            : TakeQueued(machine, report, now);
        if (next is { } job)
        {
            Paces.Started(_jobs[job].Needs, now);
            Leave(job);
            Assign(job, new Assignment(id, FleetJobState.Running, now));
        }

        return next;
    }

    /// <summary>Moves a job to where it is.</summary>
    public void Move(FleetJobId job, JobPosition position, DateTimeOffset now)
    {
        if (!_jobs.TryGetValue(job, out var place) || (place.Assignment is { } current && current.State == position.State && current.Machine == position.Machine))
        {
            return;
        }

        if (position.State == FleetJobState.Queued && place.Assignment is null)
        {
            return;
        }

        Leave(job);
        switch (position)
        {
            case { State: FleetJobState.Ended }:
                _jobs.Remove(job);
                _avoided.Remove(job);
                break;
            case { Machine: { } machine }:
                Machine(machine, now);
                Assign(job, new Assignment(machine, position.State, now));
                break;
            default:
                _jobs[job] = new Place(place.Needs, null);
                _queue.Add(job, place.Needs, now);
                break;
        }
    }

    /// <summary>Whether the board has the job, in the queue or on a machine.</summary>
    public bool Has(FleetJobId job) => _jobs.ContainsKey(job);

    /// <summary>Returns the needs of a job of a process; null if the process does not have the job.</summary>
    public JobNeeds? NeedsOf(FleetJobId job, MachineId machine) =>
        _jobs.TryGetValue(job, out var place) && place.Assignment?.Machine == machine ? place.Needs : null;

    /// <summary>Returns the jobs whose process does not report or was replaced.</summary>
    public IReadOnlyList<(FleetJobId Job, MachineId Machine)> Lost(DateTimeOffset now) =>
    [
        .. from machine in _machines.Values
           from job in machine.Running
           let process = _jobs[job].Assignment!.Machine
           where machine.IsLost(options, now) || process != machine.Id
           select (job, process),
    ];

    /// <summary>Returns the interrupted jobs whose machine did not return in time.</summary>
    public IReadOnlyList<(FleetJobId Job, MachineId Machine)> Abandoned(DateTimeOffset now) =>
    [
        .. from machine in _machines.Values
           where machine.IsLost(options, now)
           from job in machine.Interrupted
           let assignment = _jobs[job].Assignment!
           where now - assignment.Since > options.ReturnTimeout
           select (job, assignment.Machine),
    ];

    /// <summary>Forgets lost machines that no job waits for.</summary>
    public void Clean(DateTimeOffset now)
    {
        foreach (var (name, _) in _machines.Where(m => m.Value.IsLost(options, now) && m.Value.Running.Count + m.Value.Interrupted.Count == 0).ToList())
        {
            _machines.Remove(name);
        }
    }

    public FleetStatus Describe(DateTimeOffset now) => new()
    {
        Machines = [.. _machines.Values.OrderBy(m => m.Id.Name, StringComparer.Ordinal).Select(m => m.Describe(options, now))],
        Queued = _queue.Count,
        Running = _machines.Values.Sum(m => m.Running.Count),
        Interrupted = _machines.Values.Sum(m => m.Interrupted.Count),
        Asks = [.. _machines.Values.Where(m => !m.IsLost(options, now)).SelectMany(m => m.Report?.Asks ?? []).OrderBy(a => a.AskedAt)],
        Providers = Paces.Describe(now),
        Unmatched = _queue.CountOf(needs => !_machines.Values.Any(m => m.Report is { MaxJobs: > 0 } report && CanRun(report, needs) && !m.IsLost(options, now))),
    };

    private FleetJobId? TakeQueued(MachineEntry machine, MachineReport report, DateTimeOffset now)
    {
        bool CanStart(JobNeeds needs) => CanRun(report, needs) && HasPlace(machine, report, needs) && Paces.CanStart(needs, now);

        var avoided = new List<(FleetJobId Job, JobNeeds Needs, DateTimeOffset Since)>();
        FleetJobId? next = null;
        while (avoided.Count < MostAvoided && _queue.Take(CanStart, batch => _running.GetValueOrDefault(batch), now) is { } candidate)
        {
            // The job is assigned from the queue.
            avoided.Add(candidate);
            if (_avoided.GetValueOrDefault(candidate.Job) != report.Machine.Name || !CanOtherRun(report, candidate.Needs, now))
            {
                next = candidate.Job;
                break;
            }
        }

        foreach (var (job, needs, since) in avoided)
        {
            _queue.Add(job, needs, since);
        }

        return next;
    }

    private bool CanOtherRun(MachineReport report, JobNeeds needs, DateTimeOffset now) =>
        _machines.Values.Any(m => m.Id.Name != report.Machine.Name && m.Report is { MaxJobs: > 0 } other && CanRun(other, needs) && !m.IsLost(options, now));

    private static bool CanRun(MachineReport report, JobNeeds needs) =>
        needs.Labels.All(l => report.Labels.Contains(l, StringComparer.Ordinal)) && MachineModels.CanUse(report.Models, needs.Model);

    private bool HasPlace(MachineEntry machine, MachineReport report, JobNeeds needs) =>
        MachineModels.HasPlace(report.Models, needs.Model, machine.Running.Select(job => _jobs[job].Needs.Model), machine.Unknown.Count > 0);

    private MachineEntry Machine(MachineId id, DateTimeOffset now)
    {
        if (!_machines.TryGetValue(id.Name, out var machine))
        {
            _machines.Add(id.Name, machine = new MachineEntry { Id = id, ReportedAt = now });
        }

        return machine;
    }

    private void Assign(FleetJobId job, Assignment assignment)
    {
        var place = _jobs[job];
        _jobs[job] = place with { Assignment = assignment };
        var machine = _machines[assignment.Machine.Name];
        if (assignment.State == FleetJobState.Interrupted)
        {
            machine.Interrupted.Add(job);
            return;
        }

        machine.Running.Add(job);
        _running[job.Batch] = _running.GetValueOrDefault(job.Batch) + 1;
        Paces.Occupy(place.Needs);
    }

    /// <summary>Removes a job from the queue or from its machine.</summary>
    private void Leave(FleetJobId job)
    {
        var place = _jobs[job];
        if (place.Assignment is not { } assignment)
        {
            _queue.Remove(job, place.Needs);
            return;
        }

        var machine = _machines[assignment.Machine.Name];
        if (!machine.Interrupted.Remove(job) && machine.Running.Remove(job))
        {
            Paces.Leave(place.Needs);
            if (--_running[job.Batch] == 0)
            {
                _running.Remove(job.Batch);
            }
        }
    }

    private readonly record struct Place(JobNeeds Needs, Assignment? Assignment);

    private sealed record Assignment(MachineId Machine, FleetJobState State, DateTimeOffset Since);
}
