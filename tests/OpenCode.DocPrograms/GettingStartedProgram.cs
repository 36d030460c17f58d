#region usings
using OpenCode;
using OpenCode.Models;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program of docs/getting-started.md.</summary>
internal static class GettingStartedProgram
{
    public static async Task RunAsync()
    {
        #region first
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        var client = opencode.Client;
        var session = await client.Session.CreateAsync();

        var turn = await client.Session.RunAsync(session.Id, "What is in this directory?", TurnOptions.Unattended);
        Console.WriteLine(turn.Text);
        #endregion

        #region stream
        await foreach (var update in client.Session.PromptStreamingAsync(session.Id, "What is in this directory?", TurnOptions.Unattended))
        {
            switch (update)
            {
                case PromptTextDelta delta:
                    Console.Write(delta.Text);
                    break;
                case PromptToolChanged { Part: { State: ToolStateRunning } tool }:
                    Console.WriteLine($"[{tool.Tool}]");
                    break;
                case PromptEnd end:
                    Console.WriteLine();
                    Console.Error.WriteLine(end is PromptCompleted ? "Completed" : end.Reason);
                    break;
            }
        }
        #endregion

        #region permission
        var options = new TurnOptions
        {
            OnPermission = (request, cancellationToken) => Task.FromResult(
                request.Patterns.All(command => command is "git status" or "git status --short")
                    ? PermissionDecision.AllowOnce
                    : PermissionDecision.Reject("Only 'git status' is allowed.")),
        };
        var changes = await client.Session.RunAsync(session.Id, "Which files have changed?", options);
        Console.WriteLine(changes.Text);
        #endregion
    }
}
