using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenCode.Calls;

namespace OpenCode.Tools.Server;

/// <summary>
/// Keeps the stream open that notifies clients of changed tools. The opencode server closes a stream that is idle for five
/// minutes, and would then not be notified until the tools are added again.
/// </summary>
internal static class SessionKeeper
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    /// <summary>Serves a session until it ends.</summary>
    public static async Task RunAsync(McpServer session, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pinging = PingAsync(session, timeProvider, ending.Token);
        try
        {
            await session.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ending.StopAsync().ConfigureAwait(false);
            await pinging.ConfigureAwait(false);
        }
    }

    private static async Task PingAsync(McpServer session, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await PingOnceAsync(session, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session has ended.
        }
    }

    private static async Task PingOnceAsync(McpServer session, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timeout = timeProvider.CancelAfter(s_interval);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await session.SendRequestAsync(new JsonRpcRequest { Method = RequestMethods.Ping }, ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or McpException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The client doesn't listen or doesn't respond to pings. Its next call shows whether it still exists.
        }
    }
}
