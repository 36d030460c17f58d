using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>Adds the commands that the dashboard has for every process: start, stop, and restart.</summary>
internal static class ServerCommands
{
    public static IResourceBuilder<OpenCodeResource> WithLifecycleCommands(this IResourceBuilder<OpenCodeResource> builder) => builder
        .WithCommand(KnownResourceCommands.StartCommand, "Start", context => StartAsync(builder.Resource, context), Options("Start the server.", "Play", isHighlighted: true, CanStart))
        .WithCommand(KnownResourceCommands.StopCommand, "Stop", context => StopAsync(builder.Resource, context), Options("Stop the server and all processes that it has started.", "Stop", isHighlighted: true, CanStop))
        .WithCommand(KnownResourceCommands.RestartCommand, "Restart", context => RestartAsync(builder.Resource, context), Options("Stop the server and start it again.", "ArrowCounterclockwise", isHighlighted: false, CanRestart));

    private static CommandOptions Options(string description, string icon, bool isHighlighted, Func<string?, ResourceCommandState> update) => new()
    {
        Description = description,
        IconName = icon,
        IconVariant = isHighlighted ? IconVariant.Filled : IconVariant.Regular,
        IsHighlighted = isHighlighted,
        UpdateState = context => update(context.ResourceSnapshot.State?.Text),
    };

    private static async Task<ExecuteCommandResult> StartAsync(OpenCodeResource resource, ExecuteCommandContext context)
    {
        if (await StopWaitingAsync(resource, context).ConfigureAwait(false))
        {
            return CommandResults.Success();
        }

        return Result(await Runner(resource, context).StartAsync(context.CancellationToken).ConfigureAwait(false));
    }

    private static async Task<ExecuteCommandResult> StopAsync(OpenCodeResource resource, ExecuteCommandContext context)
    {
        await Runner(resource, context).StopAsync(context.CancellationToken).ConfigureAwait(false);
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> RestartAsync(OpenCodeResource resource, ExecuteCommandContext context)
    {
        var runner = Runner(resource, context);
        await runner.StopAsync(context.CancellationToken).ConfigureAwait(false);
        return Result(await runner.StartAsync(context.CancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Immediately starts a server that waits for other resources. Aspire ends the wait when the state changes.
    /// </summary>
    /// <returns>Whether the server was waiting.</returns>
    private static async Task<bool> StopWaitingAsync(OpenCodeResource resource, ExecuteCommandContext context)
    {
        var wasWaiting = false;
        await context.Services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(resource, state =>
        {
            wasWaiting = state.State?.Text == KnownResourceStates.Waiting;
            return wasWaiting ? state with { State = KnownResourceStates.Starting } : state;
        }).ConfigureAwait(false);
        return wasWaiting;
    }

    private static ServerRunner Runner(OpenCodeResource resource, ExecuteCommandContext context) => context.Services.GetRequiredService<ServerRunners>().Of(resource);

    private static ExecuteCommandResult Result(string? failure) => failure is null ? CommandResults.Success() : CommandResults.Failure(failure);

    private static ResourceCommandState CanStart(string? state) =>
        state is null || state == KnownResourceStates.Starting ? ResourceCommandState.Disabled
        : IsStopped(state) || state == KnownResourceStates.Waiting ? ResourceCommandState.Enabled
        : ResourceCommandState.Hidden;

    private static ResourceCommandState CanStop(string? state) =>
        state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled
        : state is null || IsStopped(state) ? ResourceCommandState.Hidden
        : ResourceCommandState.Enabled;

    private static ResourceCommandState CanRestart(string? state) => state == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static bool IsStopped(string state) => KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.NotStarted;
}
