using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>The request of an agent, and one reply to it.</summary>
internal sealed class ReplySettings : ClientSettings
{
    [CommandArgument(0, "<JOB>")]
    [Description("The identifier of the job, in the form BATCH/N.")]
    public string Job { get; init; } = "";

    [CommandArgument(1, "<ASK>")]
    [Description("The identifier of the request, as the status shows it.")]
    public string Ask { get; init; } = "";

    [CommandOption("--allow")]
    [Description("Allows a permission request once.")]
    public bool Allow { get; init; }

    [CommandOption("--reject [MESSAGE]")]
    [Description("Rejects a permission request or dismisses a question. With a message for the agent, it continues; otherwise, its turn ends.")]
    public FlagValue<string> Reject { get; init; } = new();

    [CommandOption("--answer <CHOICES>")]
    [Description("An answer to a question. Repeat the option for several answers or for several questions.")]
    public string[] Answers { get; init; } = [];

    public override ValidationResult Validate() =>
        !FleetJobId.TryParse(Job, out _) ? ValidationResult.Error($"'{Job}' is not the identifier of a job. Use the form BATCH/N.")
        : (Allow ? 1 : 0) + (Reject.IsSet ? 1 : 0) + (Answers.Length > 0 ? 1 : 0) != 1 ? ValidationResult.Error("Reply to a permission request or a question with one of --allow, --reject, and --answer.")
        : base.Validate();

    /// <exception cref="FleetToolException">The reply doesn't fit the request.</exception>
    public FleetReply ReplyTo(FleetAsk ask)
    {
        var isQuestion = ask.Questions.Count > 0;
        if (isQuestion ? Allow : Answers.Length > 0)
        {
            throw new FleetToolException(isQuestion ? "The request is a question. Use --answer or --reject." : "The request is a permission request. Use --allow or --reject.");
        }

        return Allow ? FleetReply.Allow
            : Reject.IsSet ? FleetReply.Reject(Reject.Value)
            : ask.Questions.Count == 1 ? FleetReply.Answer(Answers)
            : new FleetReply { Answers = [.. Answers.Select(answer => new[] { answer })] };
    }
}
