using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/turns.md. <see cref="TurnsExampleTests"/> runs each of them.</summary>
internal sealed class TurnsExamples(OpenCodeClient client, Session session)
{
    public async Task<(TurnResult Turn, Review Review, Review Same)> RunAsync()
    {
        #region run
        TurnResult turn = await client.Session.RunAsync(session.Id, "Why is the build red?");
        Console.WriteLine($"{turn.Text} ({turn.Usage.Cost:0.0000} US dollars)");

        Review review = await client.Session.RunAsync<Review>(session.Id, "Review the diff");                 // by reflection
        Review same = await client.Session.RunAsync(session.Id, "Review the diff", AppJson.Default.Review);   // trimmed and NativeAOT
        #endregion
        return (turn, review, same);
    }

    public async Task<TurnResult> ReplyAsync()
    {
        #region reply
        var options = new TurnOptions
        {
            PermissionRules = [new() { Permission = "bash", Pattern = "dotnet *", Action = PermissionAction.Allow }],
            OnPermission = (request, _) => Task.FromResult(request.Permission == "edit" ? PermissionDecision.AllowOnce : PermissionDecision.None),
            PermissionPolicy = PermissionPolicy.RejectAndContinue,
            QuestionPolicy = QuestionPolicy.LetAgentDecide,
        };
        #endregion
        return await client.Session.RunAsync(session.Id, "Reply to the requests", options);
    }

    public async Task SaveAsync(string path)
    {
        #region save
        var options = new TurnOptions { OnStarted = (handle, token) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(handle, AppJson.Default.TurnHandle), token) };
        #endregion
        await client.Session.RunAsync(session.Id, "Why is the build red?", options);
    }
}
