namespace OpenCode.Fleet.Tool.Page;

/// <summary>What the application serves in addition to the page.</summary>
/// <param name="Dashboard">Whether it serves the dashboard of Orleans.</param>
internal sealed record PageFeatures(bool Dashboard);

/// <summary>What the first view of the page shows: the fleet, and its batches that have not ended or ended last.</summary>
internal sealed record PageOverview(FleetStatus Fleet, IReadOnlyList<FleetBatchStatus> Batches);

/// <summary>Some of the jobs of a batch.</summary>
internal sealed record PageJobs(FleetBatchStatus Batch, int First, IReadOnlyList<PageJob> Jobs);

/// <summary>A job in a list, without its long texts.</summary>
internal sealed record PageJob(int Index, FleetJobState State, FleetOutcome? Outcome, string? Machine, FleetUsage? Usage, int Asks, string Prompt, string? Text)
{
    private const int MaxText = 120;

    public static PageJob Of(FleetJobStatus job) => new(
        job.Id.Index,
        job.State,
        job.Result?.Outcome,
        job.Session?.Machine,
        job.Result?.Usage,
        job.Asks.Count,
        Shorten(job.Job.Command is { } command ? $"/{command} {job.Job.Prompt}" : job.Job.Prompt),
        job.Result is { } result ? Shorten(result.Reason ?? result.Structured ?? result.Text ?? "") : null);

    private static string Shorten(string text)
    {
        text = text.Trim();
        return text.Length <= MaxText ? text : $"{text.AsSpan(0, MaxText)}…";
    }
}

/// <summary>Whether a change had an effect. It has none if a job or a batch has already ended.</summary>
internal sealed record PageChange(bool IsChanged);

/// <summary>Why a call of the page failed.</summary>
internal sealed record PageProblem(string Detail);
