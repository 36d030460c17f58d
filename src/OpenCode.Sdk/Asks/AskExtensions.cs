using OpenCode.Asks;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Answers what agents ask, for as long as it is wanted.</summary>
public static class AskExtensions
{
    /// <summary>
    /// Answers all requests for permission of all sessions in the directory this view works in, those that wait already
    /// included, until it is cancelled. A lost stream is connected again, and nothing that was asked meanwhile is forgotten.
    /// <para><c>GET /event</c>, <c>GET /permission</c>, <c>POST /permission/{requestID}/reply</c></para>
    /// </summary>
    /// <param name="permission">The operations, <c>client.Permission</c>.</param>
    /// <param name="handler">Gives the answer, or <c>default</c> if it has none. It is asked about several requests at the same time; what it throws ends the watch.</param>
    /// <param name="unanswered">What becomes of a request that the handler does not answer; by default it is left.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be had or is finally lost, or an answer was refused.</exception>
    /// <exception cref="OperationCanceledException">The watch was ended.</exception>
    /// <example><code>
    /// await client.Permission.WatchAsync((request, _) => Task.FromResult(request.Permission == "bash" ? PermissionReply.Once : default), AskPolicy.Reject, stop);
    /// </code></example>
    public static Task WatchAsync(
        this PermissionRequestBuilder permission,
        Func<PermissionRequest, CancellationToken, Task<PermissionReply>> handler,
        AskPolicy unanswered = AskPolicy.Ask,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(permission);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new ServerGroups(permission);
        return WatchAsync(
            server,
            token => new AskResponder(server, handler, null, unanswered, token),
            e => e is PermissionAskedEvent asked ? [asked.Properties] : [],
            server.Permission.ListAsync,
            (responder, request) => responder.Meet(request),
            cancellationToken);
    }

    /// <summary>
    /// Answers all questions of all sessions in the directory this view works in, those that wait already included, until it
    /// is cancelled. A lost stream is connected again, and nothing that was asked meanwhile is forgotten.
    /// <para><c>GET /event</c>, <c>GET /question</c>, <c>POST /question/{requestID}/reply</c>, <c>POST /question/{requestID}/reject</c></para>
    /// </summary>
    /// <param name="question">The operations, <c>client.Question</c>.</param>
    /// <param name="handler">Gives for each question the labels that are chosen, or null if it has no answer. What it throws ends the watch.</param>
    /// <param name="unanswered">What becomes of questions that the handler does not answer; by default they are left.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="OpenCodeException">The stream can't be had or is finally lost, or an answer was refused.</exception>
    /// <exception cref="OperationCanceledException">The watch was ended.</exception>
    public static Task WatchAsync(
        this QuestionRequestBuilder question,
        Func<QuestionRequest, CancellationToken, Task<IReadOnlyList<IReadOnlyList<string>>?>> handler,
        AskPolicy unanswered = AskPolicy.Ask,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new ServerGroups(question);
        return WatchAsync(
            server,
            token => new AskResponder(server, null, handler, unanswered, token),
            e => e is QuestionAskedEvent asked ? [asked.Properties] : [],
            server.Question.ListAsync,
            (responder, request) => responder.Meet(request),
            cancellationToken);
    }

    private static async Task WatchAsync<T>(
        ServerGroups server,
        Func<CancellationToken, AskResponder> create,
        Func<Event, IReadOnlyList<T>> asked,
        Func<CancellationToken, Task<IReadOnlyList<T>>> list,
        Func<AskResponder, T, bool> meet,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = ending.Token;
        var responder = create(token);
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
                    meet(responder, request);
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
                    meet(responder, request);
                }

                return true;
            }
            catch (Exception e) when (ServerGroups.IsPassing(e))
            {
                // With the next event, a heartbeat at the latest, it is tried again.
                return false;
            }
        }
    }
}
