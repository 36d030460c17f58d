using System.Diagnostics;

namespace OpenCode.Testing;

/// <summary>Unix signals.</summary>
public static class Signals
{
    /// <param name="signal">Its name without <c>SIG</c>.</param>
    /// <param name="processId">A process; or a process group, as a negative number.</param>
    public static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", $"{processId}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill -{signal} {processId} failed.");
        }
    }
}
