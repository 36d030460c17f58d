using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OpenCode.Processes;

/// <summary>On Windows: a job object that kills its processes once its last handle is closed, which the end of this process does too.</summary>
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
            // Windows refuses the dead, and there is nothing left to guard.
        }
    }

    /// <summary>A process without a window or a console has no way to be asked.</summary>
    public override bool TryAskToEnd() => false;

    public override ValueTask DisposeAsync()
    {
        _job.Dispose();
        return default;
    }
}
