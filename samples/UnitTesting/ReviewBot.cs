namespace OpenCode.Samples;

/// <summary>Code of an application, which the tests of this sample are about: reviews a change with an agent that may only read.</summary>
public sealed class ReviewBot(OpenCodeClient client)
{
    /// <summary>Reviews a change.</summary>
    /// <returns>The comment to post, and what it has cost in US dollars.</returns>
    public async Task<(string Comment, decimal Cost)> ReviewAsync(string change, CancellationToken cancellationToken = default)
    {
        var session = await client.Session.CreateAsync(new() { Title = $"Review of {change}" }, cancellationToken);
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
}
