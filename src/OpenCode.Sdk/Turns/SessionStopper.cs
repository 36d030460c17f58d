using System.Net;
using OpenCode.Calls;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Stops the agent of a session and its sub-agents, and verifies that they are idle. The server responds to an abort before the
/// agent has stopped, ignores an abort that arrives before the prompt, and does not always stop sub-agents with their parent.
/// See https://github.com/anomalyco/opencode/issues/20095 and https://github.com/anomalyco/opencode/issues/37314.
/// </summary>
internal sealed class SessionStopper(ServerGroups server, SessionTree tree)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a session must stay idle if the server accepted its prompt but no work has been observed. The server starts a
    /// prompt a moment after it accepts it.
    /// </summary>
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(3);

    /// <summary>Aborts the session and its sub-agents until all of them are idle.</summary>
    /// <param name="starting">
    /// The request that starts the turn. An abort is reliable only after the server has responded to this request.
    /// </param>
    /// <param name="mayStart">Whether the turn may start after the response, because no work has been observed yet.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A task that completes when all sessions are idle.</returns>
    public async Task StopAsync(Task starting, bool mayStart, CancellationToken cancellationToken)
    {
        await AbortAsync(tree.Members, cancellationToken).ConfigureAwait(false);
        if (!starting.IsCompleted)
        {
            mayStart = true;
            await Task.WhenAny(starting).WaitAsync(cancellationToken).ConfigureAwait(false);
            await AbortAsync(tree.Members, cancellationToken).ConfigureAwait(false);
        }

        var settlesAt = server.TimeProvider.GetUtcNow() + (mayStart && !starting.IsFaulted ? s_settleTime : TimeSpan.Zero);
        while (true)
        {
            if (!await TryFindAsync(cancellationToken).ConfigureAwait(false))
            {
                // A deleted session keeps its last status forever.
                return;
            }

            var status = await server.Session.StatusAsync(cancellationToken).ConfigureAwait(false);
            var busy = tree.Members.Where(id => status.TryGetValue(id, out var s) && s is not SessionStatusIdle).ToList();
            if (busy.Count == 0 && server.TimeProvider.GetUtcNow() >= settlesAt)
            {
                return;
            }

            if (busy.Count > 0)
            {
                // A session that was busy and is idle after this abort has been stopped.
                settlesAt = server.TimeProvider.GetUtcNow();
                await AbortAsync(busy, cancellationToken).ConfigureAwait(false);
            }

            await server.TimeProvider.WaitAsync(s_pollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Requests an abort of each session, without waiting until it is idle.</summary>
    public async Task AbortAsync(CancellationToken cancellationToken) => await AbortAsync(tree.Members, cancellationToken).ConfigureAwait(false);

    /// <returns>False if the session does not exist.</returns>
    private async Task<bool> TryFindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tree.FindAsync(server, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task AbortAsync(IReadOnlyCollection<string> sessions, CancellationToken cancellationToken)
    {
        // Parents are aborted first, because a parent continues when its sub-agent is stopped.
        foreach (var session in sessions.ToList())
        {
            try
            {
                await server.Session.AbortAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // A deleted session has no work to stop, but its sub-agents may have.
                continue;
            }
        }
    }
}
