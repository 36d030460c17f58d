using System.Net;
using OpenCode.Calls;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Stops the agent of a session and its sub-agents, and makes sure of it: the server responds to an abort before it has
/// stopped, forgets an abort that comes before the prompt does, and does not always stop sub-agents with their parent.
/// </summary>
internal sealed class SessionStopper(ServerGroups server, SessionTree tree)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a session is watched whose prompt was accepted but has not been seen at work; the server takes its time to begin.
    /// </summary>
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(3);

    /// <summary>Aborts until all sessions of the family are idle.</summary>
    /// <param name="starting">
    /// The request that starts the turn. An abort counts only after the server has responded to it.
    /// </param>
    /// <param name="mayStart">
    /// Whether the turn may begin after the response, because nothing has been seen of its work yet.
    /// </param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>When all sessions are idle.</returns>
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
                // What was seen at work and is idle after this abort has been stopped.
                settlesAt = server.TimeProvider.GetUtcNow();
                await AbortAsync(busy, cancellationToken).ConfigureAwait(false);
            }

            await server.TimeProvider.WaitAsync(s_pollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Requests an abort of each session, without waiting for it.</summary>
    public async Task AbortAsync(CancellationToken cancellationToken) => await AbortAsync(tree.Members, cancellationToken).ConfigureAwait(false);

    /// <returns>False if the session is gone.</returns>
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
        // Parents first: a sub-agent that is stopped lets its parent go on.
        foreach (var session in sessions.ToList())
        {
            try
            {
                await server.Session.AbortAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // A session that is gone has nothing to stop; its sub-agents may.
                continue;
            }
        }
    }
}
