using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace OpenCode.Aspire.Fleet;

/// <summary>Stops the machines before their store when the application stops. Without the store, they can't release their jobs.</summary>
internal sealed class MachineShutdown(DistributedApplicationModel model, ResourceCommandService commands) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the machines before the orchestrator stops all other processes.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(model.Resources.OfType<OpenCodeFleetMachineResource>()
        .Select(machine => commands.ExecuteCommandAsync(machine, KnownResourceCommands.StopCommand, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
