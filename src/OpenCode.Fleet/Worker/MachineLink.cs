using Microsoft.Extensions.Logging;

namespace OpenCode.Fleet;

/// <summary>Contains what the jobs of a machine share.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Observer">Receives hints for the machine.</param>
/// <param name="Grains">The cluster.</param>
/// <param name="Calls">Retries calls.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The logger.</param>
internal sealed record MachineLink(MachineId Machine, IMachineObserver Observer, IGrainFactory Grains, GrainCalls Calls, TimeProvider Time, ILogger Logger)
{
    public ISchedulerGrain Scheduler => Grains.Scheduler();
}
