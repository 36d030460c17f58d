using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>Publishes the state of a resource to the dashboard and to the resources that wait for it.</summary>
internal sealed class ServerStatus(OpenCodeResource resource, IServiceProvider services)
{
    public const string ResourceType = "OpenCode";

    private readonly ResourceNotificationService _notifications = services.GetRequiredService<ResourceNotificationService>();

    public Task NotStartedAsync() => PublishAsync(state => state with { State = KnownResourceStates.NotStarted });

    public Task StartingAsync() => PublishAsync(state => state with
    {
        State = KnownResourceStates.Starting,
        ExitCode = null,
        StopTimeStamp = null,
    });

    public Task RunningAsync(OpenCodeServer server, OpenCodeServerOptions options) => PublishAsync(state => state with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = Now(),
        Urls = Urls(state, isInactive: false),
        EnvironmentVariables = [.. options.Environment.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
        Properties = Merge(
            state.Properties,
            (CustomResourceKnownProperties.Source, "opencode serve"),
            ("Version", server.Version),
            ("Process ID", server.ProcessId),
            ("Model", resource.Setup.Model?.ToString()),
            ("Working directory", options.WorkingDirectory),
            ("Data directory", options.DataDirectory)),
    });

    public Task StoppingAsync() => PublishAsync(state => state with { State = KnownResourceStates.Stopping });

    public Task FailedAsync() => EndAsync(state => state with
    {
        State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        StopTimeStamp = Now(),
        Urls = Urls(state, isInactive: true),
    });

    public Task EndedAsync(OpenCodeServerExit exit) => EndAsync(state => state with
    {
        State = exit.Reason switch
        {
            OpenCodeServerExitReason.Crashed => new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
            OpenCodeServerExitReason.Ended => KnownResourceStates.Finished,
            _ => KnownResourceStates.Exited,
        },
        ExitCode = exit.ExitCode,
        StopTimeStamp = Now(),
        Urls = Urls(state, isInactive: true),
    });

    private Task EndAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => ShowAsync(async () =>
    {
        await _notifications.PublishUpdateAsync(resource, change).ConfigureAwait(false);
        if (_notifications.TryGetCurrentState(resource.Name, out var current))
        {
            await services.GetRequiredService<IDistributedApplicationEventing>().PublishAsync(new ResourceStoppedEvent(resource, services, current)).ConfigureAwait(false);
        }
    });

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => ShowAsync(() => _notifications.PublishUpdateAsync(resource, change));

    private static async Task ShowAsync(Func<Task> show)
    {
        try
        {
            await show().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The application was disposed without being stopped. The server must still end, but no one observes its state
            // anymore.
        }
    }

    private static ImmutableArray<UrlSnapshot> Urls(CustomResourceSnapshot state, bool isInactive) => [.. state.Urls.Select(url => url with { IsInactive = isInactive })];

    private static ImmutableArray<ResourcePropertySnapshot> Merge(ImmutableArray<ResourcePropertySnapshot> properties, params (string Name, object? Value)[] changes) =>
    [
        .. properties.Where(property => changes.All(change => change.Name != property.Name)),
        .. changes.Where(change => change.Value is not null).Select(change => new ResourcePropertySnapshot(change.Name, change.Value)),
    ];

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;
}
