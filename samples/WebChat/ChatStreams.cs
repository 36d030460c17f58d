using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Sends turns and changes of sessions to the page as server-sent events.</summary>
/// <param name="client">The client of the server.</param>
/// <param name="hub">The events of the server.</param>
/// <param name="lifetime">Ends the streams when the application stops, which would otherwise wait for the pages to close.</param>
public sealed class ChatStreams(OpenCodeClient client, EventHub hub, IHostApplicationLifetime lifetime)
{
    private static readonly string[] s_changes = ["session.created", "session.updated", "session.deleted", "session.status"];

    /// <summary>
    /// Sends a prompt, and streams the turn. Permission requests and questions are updates of the turn, to which any page replies.
    /// A page that closes only stops watching: the agent continues, and <see cref="Watch"/> streams the turn from its start.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public ServerSentEventsResult<string> Prompt(string sessionId, string text, CancellationToken cancellationToken) =>
        Stream(token => client.Session.PromptStreamingAsync(sessionId, text, new() { AbortWhenCancelled = false }, token), cancellationToken);

    /// <summary>
    /// Streams the last turn of a session from its start, regardless of who started it. Text that is being written appears when it is
    /// complete, because the server doesn't store its beginning.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public ServerSentEventsResult<string> Watch(string sessionId, CancellationToken cancellationToken) =>
        Stream(token => client.Session.WatchTurnAsync(sessionId, cancellationToken: token), cancellationToken);

    /// <summary>Streams the events after which the list of sessions is different.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    public ServerSentEventsResult<Event> Changes(CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(UntilStopped(token => hub.SubscribeAsync(new() { Types = s_changes }, token), cancellationToken));

    private ServerSentEventsResult<string> Stream(Func<CancellationToken, IAsyncEnumerable<PromptUpdate>> turn, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(WithError(UntilStopped(turn, cancellationToken)));

    /// <summary>Sends a failure as the last event, because the status of the response has been sent.</summary>
    private static async IAsyncEnumerable<SseItem<string>> WithError(IAsyncEnumerable<PromptUpdate> turn)
    {
        await using var updates = turn.GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            SseItem<string> item;
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    yield break;
                }

                item = new(JsonSerializer.Serialize(updates.Current, ChatJson.Default.PromptUpdate), "update");
            }
            catch (Exception e) when (e is OpenCodeException or TimeoutException)
            {
                item = new(e.Message, "error");
            }

            yield return item;
        }
    }

    private async IAsyncEnumerable<T> UntilStopped<T>(Func<CancellationToken, IAsyncEnumerable<T>> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var item in stream(either.Token))
        {
            yield return item;
        }
    }
}
