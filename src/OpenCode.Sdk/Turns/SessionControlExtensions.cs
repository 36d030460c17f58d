using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Sessions;
using OpenCode.Turns;

namespace OpenCode;

/// <summary>Waits for sessions and stops them. The methods are thread-safe.</summary>
public static class SessionControlExtensions
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a session without a response must stay idle. The server stores and starts a prompt a moment after it accepts the
    /// prompt.
    /// </summary>
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until a session is idle: its agent finished its work or never started any. A session that has no message, or whose
    /// last message has no response yet, counts as idle only after 2 seconds, because the server takes a moment to start a
    /// prompt.
    /// <para><c>GET /event</c>, <c>GET /session/status</c>, <c>GET /session/{sessionID}/message</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="cancellationToken">Ends the wait. The agent continues.</param>
    /// <exception cref="ArgumentException">The identifier is invalid.</exception>
    /// <exception cref="OpenCodeApiException">The session does not exist, or it was deleted during the wait.</exception>
    /// <exception cref="OpenCodeException">The connection was lost and could not be restored.</exception>
    /// <exception cref="TimeoutException">A request exceeded the timeout of the view or client.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <example><code>
    /// await client.Session.StartPromptAsync(session.Id, new() { Parts = [new TextPartInput { Text = "Tidy up" }] });
    /// await client.Session.WaitForIdleAsync(session.Id);
    /// </code></example>
    public static async Task WaitForIdleAsync(this SessionRequestBuilder session, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.ToGetRequestInformation(sessionId);
        var server = new ServerGroups(session);
        var calls = new TurnCalls(server, server, sessionId);
        await server.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false);
        await foreach (var e in server.Event.SubscribeAsync(cancellationToken).ConfigureAwait(false))
        {
            if (e is SessionDeletedEvent && e.SessionId == sessionId)
            {
                await server.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false);
            }

            if (TurnStream.MayBeIdle(e, sessionId) && await IsIdleAsync(calls, server, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw StreamEnded.Unexpectedly();
    }

    /// <summary>
    /// Stops the agent of a session and its sub-agents, and returns when all of them are idle.
    /// <para><c>POST /session/{sessionID}/abort</c>, <c>GET /session/{sessionID}/children</c>, <c>GET /session/status</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="timeout">The maximum time to wait, positive and at most 24 days; null for 30 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The identifier or the timeout is invalid.</exception>
    /// <exception cref="OpenCodeException">The server can't be reached, or it rejected the request.</exception>
    /// <exception cref="TimeoutException">The session was not idle before the timeout elapsed.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <example><code>
    /// await client.Session.StopAsync(session.Id);
    /// </code></example>
    public static async Task StopAsync(this SessionRequestBuilder session, string sessionId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.ToGetRequestInformation(sessionId);
        var limit = timeout ?? s_stopTimeout;
        if (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must be positive and at most 24 days.");
        }

        var server = new ServerGroups(session);
        using var timer = server.TimeProvider.CancelAfter(limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await new SessionStopper(server, new SessionTree(sessionId)).StopAsync(Task.CompletedTask, mayStart: false, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The session {sessionId} did not become idle within {limit} after the request to stop it.", e);
        }
    }

    private static async Task<bool> IsIdleAsync(TurnCalls calls, ServerGroups server, CancellationToken cancellationToken)
    {
        // The message is read before the status: if the session is idle after that, a message of the agent is complete.
        var last = await calls.LastMessageAsync(cancellationToken).ConfigureAwait(false);
        if (await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (last is { Info: AssistantMessage })
        {
            return true;
        }

        await server.TimeProvider.WaitAsync(s_settleTime, cancellationToken).ConfigureAwait(false);
        return !await calls.IsBusyAsync(cancellationToken).ConfigureAwait(false);
    }
}
