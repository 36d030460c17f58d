using System.Diagnostics;

namespace OpenCode.ContractTests.Server;

/// <summary>Unix signals.</summary>
internal static class Signals
{
    public static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero, $"kill -{signal} {processId}");
    }
}
