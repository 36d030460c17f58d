using OpenCode.Asks;
using OpenCode.Calls;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Replies to what agents ask, for as long as the caller wants.</summary>
public static class AskExtensions
{
    /// <summary>
    /// Replies to the permission requests of all sessions in the directory that this view works in, including those that wait
    /// already, until it is canceled. A lost stream reconnects, and no request from the time in between is forgotten.
    /// <para><c>GET /event</c>, <c>GET /permission</c>, <c>POST /permission/{requestID}/reply</c></para>
    /// </summary>
    /// <param name="permission">The operations, <c>client.Permission</c>.</param>
    /// <param name="handler">
    /// Returns the decision, or <see cref="PermissionDecision.None"/>. It is called for several requests at the same time; an
    /// exception that it throws ends the watch.
    /// </param>
    /// <param name="policy">What happens to a request that the handler leaves undecided; by default it waits for somebody else.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be opened or is finally lost, or the server refused a reply.</exception>
    /// <exception cref="OperationCanceledException">The watch was canceled.</exception>
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
    /// Replies to the questions of all sessions in the directory that this view works in, including those that wait already,
    /// until it is canceled. A lost stream reconnects, and no question from the time in between is forgotten.
    /// <para><c>GET /event</c>, <c>GET /question</c>, <c>POST /question/{requestID}/reply</c>, <c>POST /question/{requestID}/reject</c></para>
    /// </summary>
    /// <param name="question">The operations, <c>client.Question</c>.</param>
    /// <param name="handler">Returns the decision, or <see cref="QuestionDecision.None"/>. An exception that it throws ends the watch.</param>
    /// <param name="policy">What happens to questions that the handler leaves unanswered; by default they wait for somebody else.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be opened or is finally lost, or the server refused a reply.</exception>
    /// <exception cref="OperationCanceledException">The watch was canceled.</exception>
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
                // What was asked before the stream was open, or while it was lost, is on the list.
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
                // The next event, a heartbeat at the latest, brings a retry.
                return false;
            }
        }
    }
}
