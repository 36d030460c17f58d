using OpenCode.Asks;
using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Replies to permission requests and questions of agents until the operation is canceled.</summary>
/// <remarks>
/// <para>Threading: the methods are thread-safe. A handler runs concurrently for several requests.</para>
/// <para>
/// Reconnection: after a lost connection, the stream reconnects and lists the pending requests, so that none is missed.
/// </para>
/// <para>Cancellation: the methods complete only when they fail or when the token is canceled.</para>
/// </remarks>
public static class AskExtensions
{
    /// <summary>
    /// Replies to the permission requests of all sessions in the directory of this view, including pending requests, until the
    /// token is canceled.
    /// <para><c>GET /event</c>, <c>GET /permission</c>, <c>POST /permission/{requestID}/reply</c></para>
    /// </summary>
    /// <param name="permission">The operations, <c>client.Permission</c>.</param>
    /// <param name="handler">
    /// Returns the decision, or <see cref="PermissionDecision.None"/>. It is called for several requests at the same time. An
    /// exception that it throws ends the operation.
    /// </param>
    /// <param name="policy">
    /// The policy for a request that the handler does not decide. By default, the request waits for another reply.
    /// </param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be opened or restored, or the server rejected a reply.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <example><code>
    /// await client.Permission.WatchAsync(
    ///     (request, _) => Task.FromResult(request.Permission == "bash" ? PermissionDecision.AllowOnce : PermissionDecision.None),
    ///     PermissionPolicy.Reject,
    ///     stop);
    /// </code></example>
    public static Task WatchAsync(
        this PermissionRequestBuilder permission,
        Func<PermissionRequest, CancellationToken, Task<PermissionDecision>> handler,
        PermissionPolicy policy = PermissionPolicy.Ask,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(permission);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new ServerGroups(permission);
        return WatchAsync(
            server,
            new AskOptions { OnPermission = handler, PermissionPolicy = policy },
            e => e is PermissionAskedEvent asked ? [asked.Properties] : [],
            server.Permission.ListAsync,
            (responder, request) => responder.TryHandle(request),
            cancellationToken);
    }

    /// <summary>
    /// Replies to the questions of all sessions in the directory of this view, including pending questions, until the token is
    /// canceled.
    /// <para>
    /// <c>GET /event</c>, <c>GET /question</c>, <c>POST /question/{requestID}/reply</c>, <c>POST /question/{requestID}/reject</c>
    /// </para>
    /// </summary>
    /// <param name="question">The operations, <c>client.Question</c>.</param>
    /// <param name="handler">
    /// Returns the decision, or <see cref="QuestionDecision.None"/>. An exception that it throws ends the operation.
    /// </param>
    /// <param name="policy">
    /// The policy for questions that the handler does not answer. By default, they wait for another reply.
    /// </param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be opened or restored, or the server rejected a reply.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task WatchAsync(
        this QuestionRequestBuilder question,
        Func<QuestionRequest, CancellationToken, Task<QuestionDecision>> handler,
        QuestionPolicy policy = QuestionPolicy.Ask,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new ServerGroups(question);
        return WatchAsync(
            server,
            new AskOptions { OnQuestion = handler, QuestionPolicy = policy },
            e => e is QuestionAskedEvent asked ? [asked.Properties] : [],
            server.Question.ListAsync,
            (responder, request) => responder.TryHandle(request),
            cancellationToken);
    }

    private static async Task WatchAsync<T>(
        ServerGroups server,
        AskOptions options,
        Func<Event, IReadOnlyList<T>> asked,
        Func<CancellationToken, Task<IReadOnlyList<T>>> list,
        Func<AskResponder, T, bool> handle,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = ending.Token;
        var responder = new AskResponder(server, options, static _ => { }, token);
        var reading = ReadAsync();
        try
        {
            await (await Task.WhenAny(reading, responder.Failure).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            await ending.StopAsync().ConfigureAwait(false);
            await Task.WhenAny(reading).ConfigureAwait(false);
            _ = reading.Exception;
        }

        async Task ReadAsync()
        {
            var isDamaged = false;
            await foreach (var e in server.Event.SubscribeAsync(token).ConfigureAwait(false))
            {
                // The list contains requests from before the stream was open, or from while it was lost.
                isDamaged |= e is ServerConnectedEvent or UnreadableEvent;
                isDamaged = isDamaged && !await TryListAsync().ConfigureAwait(false);
                foreach (var request in asked(e))
                {
                    handle(responder, request);
                }
            }

            throw StreamEnded.Unexpectedly();
        }

        async Task<bool> TryListAsync()
        {
            try
            {
                foreach (var request in await list(token).ConfigureAwait(false))
                {
                    handle(responder, request);
                }

                return true;
            }
            catch (Exception e) when (ServerGroups.IsPassing(e))
            {
                // The next event, at least a heartbeat, triggers a retry.
                return false;
            }
        }
    }
}
