using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OpenCode.Processes;

/// <summary>
/// Guards a process on Windows with a job object that kills its processes when its last handle is closed. The end of this process
/// also closes it.
/// </summary>
internal sealed class WindowsGuardian : Guardian
{
    private readonly IWindowsJobs _jobs;
    private readonly SafeHandle _job;

    public WindowsGuardian(IWindowsJobs jobs)
    {
        _jobs = jobs;
        _job = jobs.CreateKillOnClose();
    }

    public override void Prepare(ProcessStartInfo start, IReadOnlyList<string> command, PrivateFolder? folder) => SetCommand(start, command);

    public override void Watch(Process process)
    {
        try
        {
            _jobs.Assign(_job, process.SafeHandle);
        }
        catch (Win32Exception) when (process.HasExited)
        {
            // Windows does not assign a process that has ended. There is nothing to guard.
        }
    }

    /// <summary>Returns false: a process without a window or a console can't receive a request to end.</summary>
    public override bool TryAskToEnd() => false;

    public override ValueTask DisposeAsync()
    {
        _job.Dispose();
        return default;
    }
}
