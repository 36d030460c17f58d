using OpenCode.Models;

namespace OpenCode.Fleet;

/// <summary>Converts the end of a turn to the result of a job.</summary>
internal static class JobOutcomes
{
    public static FleetJobResult ToResult(PromptEnd end, FleetJob job, FleetJobSession session, DateTimeOffset now)
    {
        var isMissing = end is PromptCompleted && job.ResultSchema is not null && end.Result.Structured is null;
        return new FleetJobResult
        {
            Outcome = end switch
            {
                PromptCompleted when !isMissing => FleetOutcome.Completed,
                PromptRejected => FleetOutcome.Rejected,
                PromptLimitReached => FleetOutcome.LimitReached,
                _ => FleetOutcome.Failed,
            },
            Text = end.Result.Text,
            Structured = end.Result.Structured?.GetRawText(),
            Reason = isMissing ? "The model did not return a result that matches the schema." : ReasonOf(end),
            Usage = ToUsage(end.Result.Usage),
            Session = session,
            Files = end.Result.Files,
            EndedAt = now,
            Model = ModelOf(end.Result.Message),
        };
    }

    public static string? ModelOf(AssistantMessage? message) => message is null ? null : $"{message.ProviderId}/{message.ModelId}";

    public static FleetUsage ToUsage(TurnUsage usage) => new() { Steps = usage.Steps, Tokens = usage.TotalTokens, Cost = usage.Cost };

    private static string? ReasonOf(PromptEnd end) => end switch
    {
        PromptCompleted => null,
        PromptLimitReached limit => $"The limit {limit.Limit} was reached. {limit.Reason}".TrimEnd(),
        { Reason: "" } => $"The turn ended as {end.GetType().Name}.",
        _ => end.Reason,
    };
}
