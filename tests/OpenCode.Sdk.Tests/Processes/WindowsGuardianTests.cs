using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OpenCode.Processes;

namespace OpenCode.Sdk.Tests.Processes;

/// <summary>What of it can be tested without Windows.</summary>
public sealed class WindowsGuardianTests
{
    [Test]
    public async Task A_process_is_put_into_the_job_and_the_job_is_closed_last()
    {
        var jobs = new Jobs();
        using var self = Process.GetCurrentProcess();
        await using (var guardian = new WindowsGuardian(jobs))
        {
            var start = new ProcessStartInfo();
            guardian.Prepare(start, ["opencode.exe", "serve"], folder: null);

            // Built for .NET Standard 2.0, which has no list of arguments, the library quotes them into a line.
            Assert.That((start.FileName, start.ArgumentList.SingleOrDefault() ?? start.Arguments), Is.EqualTo(("opencode.exe", "serve")));
            Assert.That(guardian.TryAskToEnd(), Is.False);
            guardian.Watch(self);
            Assert.That(jobs.Assigned, Is.EqualTo(new[] { (jobs.Job, self.SafeHandle) }));
            Assert.That(jobs.Job.IsClosed, Is.False);
        }

        Assert.That(jobs.Job.IsClosed, Is.True);
    }

    [Test]
    public async Task A_job_that_windows_refuses_is_an_error()
    {
        using var self = Process.GetCurrentProcess();
        await using var guardian = new WindowsGuardian(new Jobs { Refuses = true });
        Assert.Throws<Win32Exception>(() => guardian.Watch(self));
    }

    [Test]
    public void The_structures_have_the_sizes_windows_gives_them()
    {
        Assert.That(Marshal.SizeOf<WindowsJobs.BasicLimits>(), Is.EqualTo(IntPtr.Size == 8 ? 64 : 48));
        Assert.That(Marshal.SizeOf<WindowsJobs.ExtendedLimits>(), Is.EqualTo(IntPtr.Size == 8 ? 144 : 112));
        Assert.That(Marshal.OffsetOf<WindowsJobs.BasicLimits>(nameof(WindowsJobs.BasicLimits.LimitFlags)).ToInt32(), Is.EqualTo(16));
    }

    private sealed class Jobs : IWindowsJobs
    {
        public bool Refuses { get; init; }

        public SafeHandle Job { get; } = new SafeFileHandle(new IntPtr(1), ownsHandle: false);

        public List<(SafeHandle Job, SafeHandle Process)> Assigned { get; } = [];

        public SafeHandle CreateKillOnClose() => Job;

        public void Assign(SafeHandle job, SafeHandle process)
        {
            if (Refuses)
            {
                throw new Win32Exception(5);
            }

            Assigned.Add((job, process));
        }
    }
}
