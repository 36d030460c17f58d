using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Reviews a diff with an agent that can read the repository, and can't change it.</summary>
public static class Reviewer
{
    /// <summary>The prompt for the agent.</summary>
    public const string Prompt = "Review the attached diff. Report only defects and risks that it introduces.";

    /// <summary>Prints the review of a diff.</summary>
    /// <param name="client">A client for the directory of the repository.</param>
    /// <param name="diff">The output of <c>git diff</c>.</param>
    /// <param name="output">Receives the review.</param>
    /// <param name="cancellationToken">Stops the agent.</param>
    /// <returns>The exit code: 1 if a finding is an error, otherwise 0.</returns>
    public static async Task<int> RunAsync(OpenCodeClient client, string diff, TextWriter output, CancellationToken cancellationToken)
    {
        var session = await client.Session.CreateAsync(new() { Title = "Review", Permission = [Deny("edit"), Deny("bash")] }, cancellationToken);
        var prompt = new SessionPromptRequest { Parts = [new TextPartInput { Text = Prompt }, FilePartInput.FromText(diff, "change.diff")] };
        var options = new TurnOptions { PermissionPolicy = PermissionPolicy.RejectAndContinue, Timeout = TimeSpan.FromMinutes(10) };
        var review = await client.Session.RunAsync(session.Id, prompt, CodeReviewJson.Default.CodeReview, options, cancellationToken);
        await output.WriteLineAsync(review.Summary);
        foreach (var finding in review.Findings)
        {
            // Editors and CI systems recognize this format.
            await output.WriteLineAsync(FormattableString.Invariant($"{finding.File}({finding.Line}): {finding.Severity.ToString().ToLowerInvariant()}: {finding.Text}"));
        }

        return review.Findings.Any(finding => finding.Severity == FindingSeverity.Error) ? 1 : 0;
    }

    /// <summary>By default, an agent edits files and runs commands without a request.</summary>
    private static PermissionRule Deny(string permission) => new() { Permission = permission, Pattern = "*", Action = PermissionAction.Deny };
}
