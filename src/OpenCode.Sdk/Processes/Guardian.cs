using System.Diagnostics;

namespace OpenCode.Processes;

/// <summary>
/// Ends one child process and all processes that it started when this process ends, even if this process crashes or is killed.
/// docs/process.md describes the method for each operating system.
/// </summary>
internal abstract class Guardian : IAsyncDisposable
{
    /// <param name="hasConsole">Whether the child process uses the terminal of this process.</param>
    public static Guardian Create(bool hasConsole) => OperatingSystem.IsWindows() ? new WindowsGuardian(new WindowsJobs()) : new UnixGuardian(hasConsole);

    /// <summary>Sets the command so that the process can be guarded, and starts the guard.</summary>
    /// <param name="start">The working directory and the environment.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">A folder to remove at the end; null for none.</param>
    public abstract void Prepare(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder);

    /// <summary>Guards the process that was just started.</summary>
    public abstract void Watch(Process process);

    /// <summary>Requests the process to end.</summary>
    /// <returns>Whether the request was sent.</returns>
    public abstract bool TryAskToEnd();

    /// <summary>
    /// Ends the processes that the process has left behind. Call it after the process has ended, or if it was not started.
    /// </summary>
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
