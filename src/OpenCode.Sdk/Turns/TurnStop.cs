using OpenCode.Calls;
using OpenCode.Diagnostics;

namespace OpenCode.Turns;

/// <summary>
/// Stops the agents of a turn within <see cref="TurnOptions.StopTimeout"/>. If that fails, a warning is logged.
/// </summary>
internal sealed class TurnStop(TurnCalls calls, string sessionId, TurnOptions options, TurnState state)
{
    /// <summary>Gets or sets the request that starts the turn.</summary>
    public Task Starting { get; set; } = Task.CompletedTask;

    /// <summary>Stops the agents, and returns when they are idle.</summary>
    public Task StopAsync() => TryAsync((stopper, token) => stopper.StopAsync(Starting, mayStart: !state.HasWorked, token));

    /// <summary>Requests the agents to stop, without waiting until they are idle.</summary>
    public Task AbortAsync() => TryAsync((stopper, token) => stopper.AbortAsync(token));

    private async Task TryAsync(Func<SessionStopper, CancellationToken, Task> stop)
    {
        using var patience = calls.Server.TimeProvider.CancelAfter(options.StopTimeout);
        try
        {
            await stop(new SessionStopper(calls.Bounded, state.Tree), patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenCodeException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            calls.Server.Logger.AbortFailed(sessionId, e.Message);
        }
    }
}
