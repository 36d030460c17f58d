using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Checks the commands that the agent runs, and what the model learns from their outputs.</summary>
public static class Guard
{
    /// <summary>The prompt for the agent.</summary>
    public const string Prompt = "Please clean up, and show me the settings.";

    private const string Password = "correct horse battery staple";

    /// <summary>Creates the hooks.</summary>
    /// <param name="output">Receives what the hooks decide.</param>
    public static OpenCodeHooksOptions CreateOptions(TextWriter output) => new()
    {
        BeforeTool = async (call, _) =>
        {
            if (call.Tool != "bash" || !call.Arguments.GetProperty("command").GetString()!.Contains("rm -r", StringComparison.Ordinal))
            {
                return BeforeToolDecision.Continue;
            }

            await output.WriteLineAsync($"Refused: {call.Arguments.GetProperty("command")}");
            return BeforeToolDecision.Refuse("Don't delete directories.");
        },
        AfterTool = async (result, _) =>
        {
            if (!result.Output.Contains(Password, StringComparison.Ordinal))
            {
                return AfterToolDecision.Continue;
            }

            await output.WriteLineAsync($"Replaced a password in the output of {result.Tool}.");
            return AfterToolDecision.Replace(result.Output.Replace(Password, "***", StringComparison.Ordinal));
        },
    };

    /// <summary>Sends the prompt to an agent whose server has loaded the hooks.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="output">Receives the response.</param>
    /// <param name="cancellationToken">Stops the agent.</param>
    public static async Task RunAsync(OpenCodeClient client, TextWriter output, CancellationToken cancellationToken)
    {
        var session = await client.Session.CreateAsync(new() { Permission = [new() { Permission = "bash", Pattern = "*", Action = PermissionAction.Allow }] }, cancellationToken);
        var turn = await client.Session.RunAsync(session.Id, Prompt, TurnOptions.Unattended, cancellationToken);
        await output.WriteLineAsync($"The response: {turn.Text}");
    }

    /// <summary>Scripts a model that deletes a directory, reads a password, and repeats what it learned.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.ToolResults.Count) switch
        {
            (false, _) => new DemoText("A cleanup"),
            (true, 0) => new DemoToolCall("bash", """{"command":"rm -r ./build","description":"Deletes the build"}"""),
            (true, 1) => new DemoToolCall("bash", $$"""{"command":"echo 'password: {{Password}}'","description":"Shows the settings"}"""),
            _ => new DemoText(string.Join(" ", request.ToolResults.Select(result => result.Trim()))),
        },
    ];
}
