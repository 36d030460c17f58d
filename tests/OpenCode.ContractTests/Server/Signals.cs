using System.Diagnostics;

namespace OpenCode.ContractTests.Server;

/// <summary>Unix signals.</summary>
internal static class Signals
{
    /// <param name="signal">Its name without <c>SIG</c>.</param>
    /// <param name="processId">A process; or a process group, as a negative number.</param>
    public static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", $"{processId}"]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero, $"kill -{signal} {processId}");
    }
}
