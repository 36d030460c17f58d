#region usings
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in README.md and in the readme of the SDK's package.</summary>
internal static class SdkProgram
{
    public static async Task RunAsync()
    {
        #region program
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });   // server and client
        var client = opencode.Client;
        var session = await client.Session.CreateAsync(new() { Title = "My session" });

        // Text in, text out.
        TurnResult turn = await client.Session.RunAsync(session.Id, "Why is the build red?", TurnOptions.Unattended);
        Console.WriteLine($"{turn.Text} ({turn.Usage.TotalTokens} tokens, {turn.Usage.Cost:0.0000} US dollars)");

        // Or stream the response.
        await foreach (var update in client.Session.PromptStreamingAsync(session.Id, "Fix it", TurnOptions.Unattended))
        {
            if (update is PromptTextDelta delta)
                Console.Write(delta.Text);
            else if (update is PromptEnd end and not PromptCompleted)
                Console.Error.WriteLine(end.Reason);
        }
        #endregion
    }
}
