namespace OpenCode.Fleet;

/// <summary>
/// Decides what happens to a job: the transitions between its records, without a store and without a clock. A transition that
/// is not possible returns null.
/// </summary>
internal static class JobMachine
{
    /// <summary>The number of times that a job can fail before its prompt is sent.</summary>
    public const int MaxFailedStarts = 3;

    /// <summary>Whether a machine can run the job, apart from other machines that prepare it.</summary>
    public static bool CanStart(JobRecord record, FleetJob job, MachineId machine) => record.State switch
    {
        FleetJobState.Queued => !record.IsCanceled,
        FleetJobState.Running => record.Machine == machine || (record.Machine?.Name == machine.Name && job.Resume && !record.IsCanceled),
        FleetJobState.Interrupted => record.Machine?.Name == machine.Name && !record.IsCanceled,
        _ => false,
    };

    /// <summary>The machine sends a prompt, for the first time or to resume the session.</summary>
    public static JobRecord? Prompting(JobRecord record, FleetJob job, MachineId machine, FleetJobSession session)
    {
        if (record.State == FleetJobState.Running && record.Machine == machine && record.Session == session)
        {
            return record;
        }

        if (!CanStart(record, job, machine) || (record.Session is { } last && (last.SessionId != session.SessionId || session.Resumes < last.Resumes)))
        {
            return null;
        }

        return record with
        {
            State = FleetJobState.Running,
            Machine = machine,
            Session = session,
            Attempts = record.Session is null ? record.Attempts + 1 : record.Attempts,
            Asks = [],
            Replies = new Dictionary<string, FleetReply>(StringComparer.Ordinal),
        };
    }

    /// <summary>The machine has a result. The job ends, or is queued again if it can be repeated.</summary>
    public static JobRecord? Finish(JobRecord record, FleetJob job, FleetJobResult result)
    {
        if (record.State == FleetJobState.Ended)
        {
            return null;
        }

        var usage = record.Usage + result.Usage;
        if (result.Outcome == FleetOutcome.Failed && !record.IsCanceled)
        {
            if (record.Session is null && record.FailedStarts + 1 < MaxFailedStarts)
            {
                return Queue(record, usage) with { FailedStarts = record.FailedStarts + 1 };
            }

            if (record.Session is not null && record.Attempts <= job.Retries)
            {
                return Queue(record, usage);
            }
        }

        return End(record, result with { Usage = usage });
    }

    /// <summary>The machine gives the job up or was lost. The job is queued again only if no server might have the prompt.</summary>
    public static JobRecord? Release(JobRecord record, FleetJob job, MachineId machine, string reason, FleetUsage usage, DateTimeOffset now)
    {
        if (record.State != FleetJobState.Running || record.Machine != machine)
        {
            return null;
        }

        var used = record with { Usage = record.Usage + usage };
        if (record.IsCanceled)
        {
            return End(record, Unfinished(used, FleetOutcome.Canceled, reason, now));
        }

        if (record.Attempts <= job.Retries)
        {
            return Queue(record, used.Usage);
        }

        return job.Resume
            ? record with { State = FleetJobState.Interrupted, Asks = [] }
            : End(record, Unfinished(used, FleetOutcome.Interrupted, reason, now));
    }

    /// <summary>The machine of an interrupted job did not return in time.</summary>
    public static JobRecord? GiveUp(JobRecord record, string reason, DateTimeOffset now) =>
        record.State == FleetJobState.Interrupted ? End(record, Unfinished(record, FleetOutcome.Interrupted, reason, now)) : null;

    /// <summary>A client cancels the job. A running job ends when its machine has stopped the agent.</summary>
    public static JobRecord? Cancel(JobRecord record, DateTimeOffset now) => record.State switch
    {
        FleetJobState.Ended => null,
        FleetJobState.Running => record.IsCanceled ? record : record with { IsCanceled = true },
        _ => End(record with { IsCanceled = true }, Unfinished(record, FleetOutcome.Canceled, "The job was canceled.", now)),
    };

    /// <summary>A client replies to a request.</summary>
    public static JobRecord? Reply(JobRecord record, string askId, FleetReply reply) =>
        record.State != FleetJobState.Running || record.Asks.All(a => a.Id != askId)
            ? null
            : record with
            {
                Asks = [.. record.Asks.Where(a => a.Id != askId)],
                Replies = new Dictionary<string, FleetReply>(record.Replies, StringComparer.Ordinal) { [askId] = reply },
            };

    /// <summary>The agent asks.</summary>
    public static JobRecord? Ask(JobRecord record, FleetAsk ask) =>
        record.State != FleetJobState.Running || record.Replies.ContainsKey(ask.Id) ? null
            : record.Asks.Any(a => a.Id == ask.Id) ? record
            : record with { Asks = [.. record.Asks, ask] };

    private static JobRecord Queue(JobRecord record, FleetUsage usage) => new()
    {
        State = FleetJobState.Queued,
        Attempts = record.Attempts,
        FailedStarts = record.FailedStarts,
        Usage = usage,
    };

    private static JobRecord End(JobRecord record, FleetJobResult result) => record with
    {
        State = FleetJobState.Ended,
        Asks = [],
        Replies = new Dictionary<string, FleetReply>(StringComparer.Ordinal),
        Result = result,
    };

    private static FleetJobResult Unfinished(JobRecord record, FleetOutcome outcome, string reason, DateTimeOffset now) => new()
    {
        Outcome = outcome,
        Reason = reason,
        Usage = record.Usage,
        Session = record.Session,
        EndedAt = now,
    };
}
