namespace OpenCode.DocPrograms;

/// <summary>The program in docs/hooks.md.</summary>
internal static class HooksProgram
{
    public static async Task RunAsync(string secret)
    {
        #region program
        await using var hooks = await OpenCodeHooks.StartAsync(new()
        {
            BeforeTool = (call, _) => Task.FromResult(
                call.Tool == "bash" && call.Arguments.GetProperty("command").GetString()!.Contains("rm -rf")
                    ? BeforeToolDecision.Refuse("Do not delete directories.")
                    : BeforeToolDecision.Continue),
            AfterTool = (result, _) => Task.FromResult(
                result.Output.Contains(secret) ? AfterToolDecision.Replace(result.Output.Replace(secret, "***")) : AfterToolDecision.Continue),
        });
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0, Config = new() { Plugin = [hooks.Plugin] } });
        await hooks.EnsureLoadedAsync(opencode.Client);
        #endregion

        var session = await opencode.Client.Session.CreateAsync(new() { Permission = [new() { Permission = "bash", Pattern = "*", Action = Models.PermissionAction.Allow }] });
        var turn = await opencode.Client.Session.RunAsync(session.Id, "Clean up with hooks");
        Console.WriteLine(turn.Text);
    }
}
