using OpenCode.Models;

namespace OpenCode.Fleet;

/// <summary>Converts the policies and the limits of a job to the options of its turn.</summary>
internal static class JobTurnOptions
{
    /// <param name="job">The job.</param>
    /// <param name="context">Stores the requests of the agent.</param>
    /// <param name="used">What earlier turns of the session used.</param>
    /// <param name="time">The clock.</param>
    public static TurnOptions Of(FleetJob job, IJobContext context, FleetUsage used, TimeProvider time) => TurnOptions.Unattended with
    {
        PermissionRules = [.. job.Asks.Rules.Select(ToRule)],
        PermissionPolicy = job.Asks.Permissions switch
        {
            FleetPermissionPolicy.AllowOnce => PermissionPolicy.AllowOnce,
            FleetPermissionPolicy.Reject => PermissionPolicy.Reject,
            FleetPermissionPolicy.Ask => PermissionPolicy.Ask,
            _ => PermissionPolicy.RejectAndContinue,
        },
        QuestionPolicy = job.Asks.Questions switch
        {
            FleetQuestionPolicy.Reject => QuestionPolicy.Reject,
            FleetQuestionPolicy.Ask => QuestionPolicy.Ask,
            _ => QuestionPolicy.LetAgentDecide,
        },
        OnPermission = job.Asks.Permissions == FleetPermissionPolicy.Ask ? (request, token) => AskAsync(request, context, time, token) : null,
        OnQuestion = job.Asks.Questions == FleetQuestionPolicy.Ask ? (request, token) => AskAsync(request, context, time, token) : null,
        Timeout = job.Limits.Timeout,
        NoProgressTimeout = job.Limits.NoProgressTimeout,
        MaxCost = job.Limits.MaxCost - used.Cost,
        MaxTokens = job.Limits.MaxTokens - used.Tokens,
        MaxSteps = job.Limits.MaxSteps - (int)used.Steps,
    };

    /// <summary>Returns which limit earlier turns have reached; null if none.</summary>
    public static string? Exceeded(FleetLimits limits, FleetUsage used) =>
        used.Cost >= limits.MaxCost ? $"The limit {nameof(limits.MaxCost)} was reached before the interruption."
        : used.Tokens >= limits.MaxTokens ? $"The limit {nameof(limits.MaxTokens)} was reached before the interruption."
        : used.Steps >= limits.MaxSteps ? $"The limit {nameof(limits.MaxSteps)} was reached before the interruption."
        : null;

    private static PermissionRule ToRule(FleetPermissionRule rule) => new()
    {
        Permission = rule.Permission,
        Pattern = rule.Pattern,
        Action = rule.Action switch
        {
            FleetPermissionAction.Allow => PermissionAction.Allow,
            FleetPermissionAction.Deny => PermissionAction.Deny,
            _ => PermissionAction.Ask,
        },
    };

    private static async Task<PermissionDecision> AskAsync(PermissionRequest request, IJobContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var ask = new FleetAsk { Id = request.Id, Job = context.Id, Permission = request.Permission, Patterns = request.Patterns, AskedAt = time.GetUtcNow() };
        var reply = await context.AskAsync(ask, cancellationToken).ConfigureAwait(false);
        return reply.IsAllowed ? PermissionDecision.AllowOnce : PermissionDecision.Reject(reply.Message);
    }

    private static async Task<QuestionDecision> AskAsync(QuestionRequest request, IJobContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var ask = new FleetAsk
        {
            Id = request.Id,
            Job = context.Id,
            Questions =
            [
                .. request.Questions.Select(q => new FleetQuestion
                {
                    Text = q.Question,
                    Options = [.. q.Options.Select(o => o.Label)],
                    IsMultiple = q.Multiple == true,
                }),
            ],
            AskedAt = time.GetUtcNow(),
        };
        var reply = await context.AskAsync(ask, cancellationToken).ConfigureAwait(false);
        return reply.Answers is { } answers ? QuestionDecision.ChooseMany(answers) : QuestionDecision.Reject;
    }
}
