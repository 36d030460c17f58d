#region usings
using OpenCode;
#endregion

namespace OpenCode.DocPrograms;

/// <summary>The program in the readme of the server's package.</summary>
internal static class ServerProgram
{
    public static async Task RunAsync()
    {
        #region program
        await using var opencode = await OpenCodeInstance.StartAsync(new() { Port = 0 });
        Console.WriteLine($"opencode {opencode.Server.Version}");
        #endregion
    }
}
