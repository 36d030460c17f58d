using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Application code for the tests of this sample. It reviews a change with an agent that has read-only access.</summary>
public sealed class ReviewBot(OpenCodeClient client)
{
    /// <summary>Reviews a change.</summary>
    /// <returns>The comment to post, and its cost in US dollars.</returns>
    public async Task<(string Comment, decimal Cost)> ReviewAsync(string change, CancellationToken cancellationToken = default)
    {
        var session = await client.Session.CreateAsync(new() { Title = $"Review of {change}", Permission = [Deny("edit"), Deny("bash")] }, cancellationToken);
        try
        {
            var options = new TurnOptions { PermissionPolicy = PermissionPolicy.RejectAndContinue };
            var turn = await client.Session.RunAsync(session.Id, $"Review {change}", options, cancellationToken);
            return (turn.Text, turn.Usage.Cost);
        }
        catch (OpenCodeTurnException e)
        {
            return ($"No review: {e.End.Reason}", e.End.Result.Usage.Cost);
        }
        finally
        {
            await client.Session.DeleteAsync(session.Id, CancellationToken.None);
        }
    }

    /// <summary>By default, an agent edits files and runs commands without a request.</summary>
    private static PermissionRule Deny(string permission) => new() { Permission = permission, Pattern = "*", Action = PermissionAction.Deny };
}
