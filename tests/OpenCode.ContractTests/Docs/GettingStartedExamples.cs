using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/getting-started.md. <see cref="GettingStartedExampleTests"/> runs each of them.</summary>
internal static class GettingStartedExamples
{
    public static async Task<string> SendAsync()
    {
        #region first
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        var client = opencode.Client;
        var session = await client.Session.CreateAsync();

        var turn = await client.Session.RunAsync(session.Id, "What is in this directory?", TurnOptions.Unattended);
        Console.WriteLine(turn.Text);
        #endregion
        return turn.Text;
    }

    public static async Task StreamAsync(OpenCodeClient client, Session session)
    {
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
                case PromptEnd end and not PromptCompleted:
                    Console.Error.WriteLine(end.Reason);
                    break;
            }
        }
        #endregion
    }

    public static async Task<TurnResult> DecideAsync(OpenCodeClient client, Session session)
    {
        #region permission
        var options = new TurnOptions
        {
            OnPermission = (request, cancellationToken) => Task.FromResult(
                request.Patterns.All(command => command.StartsWith("git status"))
                    ? PermissionDecision.AllowOnce
                    : PermissionDecision.Reject("Only 'git status' is allowed.")),
        };
        var turn = await client.Session.RunAsync(session.Id, "Which files have changed?", options);
        #endregion
        return turn;
    }

    /// <summary>Represents the class of the SDK, with the executable and the model of the tests.</summary>
    private static class OpenCodeInstance
    {
        public static Task<OpenCode.OpenCodeInstance> StartAsync(OpenCodeServerOptions options) =>
            OpenCode.OpenCodeInstance.StartAsync(LiveServer.Options() with { Port = options.Port });
    }
}
