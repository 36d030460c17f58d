using System.Diagnostics;

namespace OpenCode.Processes;

/// <summary>
/// Ends a child process and everything it has started when this process ends, in whatever way it does. One guardian for one
/// child. What each system offers for that is told in docs/process.md.
/// </summary>
internal abstract class Guardian : IAsyncDisposable
{
    /// <param name="hasConsole">Whether the child has the terminal of this process.</param>
    public static Guardian Create(bool hasConsole) => OperatingSystem.IsWindows() ? new WindowsGuardian(new WindowsJobs()) : new UnixGuardian(hasConsole);

    /// <summary>Puts the command into a start, in such a way that it can be guarded, and starts to guard.</summary>
    /// <param name="start">Directory and environment.</param>
    /// <param name="command">The program with its arguments.</param>
    /// <param name="folder">A folder to remove in the end; null if there is none.</param>
    public abstract void Prepare(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder);

    /// <summary>Takes charge of the process that was just started.</summary>
    public abstract void Watch(Process process);

    /// <summary>Asks the process to end.</summary>
    /// <returns>Whether there was a way to ask.</returns>
    public abstract bool TryAskToEnd();

    /// <summary>Ends whatever the process has left behind; to be called once it has ended itself, or was never started.</summary>
    public abstract ValueTask DisposeAsync();

    protected static void SetCommand(ProcessStartInfo start, IReadOnlyList<string> command)
    {
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }
    }
}
