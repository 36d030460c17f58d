using OpenCode.Diagnostics;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Prompts;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Watches prompts.</summary>
public static class PromptExtensions
{
    /// <summary>
    /// Sends a prompt and yields what happens until its answer is complete. It listens before it sends, so that not a word is
    /// missed, and it ends with a <see cref="PromptCompleted"/> or a <see cref="PromptFailed"/>. When the connection is lost, it
    /// connects again and asks for what was missed.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The prompt. It has to have a part, and may not ask for no reply.</param>
    /// <param name="options">Who answers what the agent asks, and what else may differ; by default the reader answers.</param>
    /// <param name="cancellationToken">Ends the stream, and unless the options say otherwise the agent's work as well.</param>
    /// <returns>What happens, in order. The prompt is sent when enumeration starts, and anew with each enumeration.</returns>
    /// <exception cref="ArgumentException">The identifier or the request can't work.</exception>
    /// <exception cref="OpenCodeException">
    /// The prompt was refused, or the connection is finally lost. If it was lost while the prompt was sent, the agent may work on
    /// it all the same. What the model or the agent fails at is a <see cref="PromptFailed"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The stream of events was lost and may not connect again.</exception>
    /// <exception cref="ObjectDisposedException">The client or the hub has been disposed.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    /// <example><code>
    /// await foreach (var update in client.Session.PromptStreamingAsync(session.Id, new() { Parts = [new TextPartInput { Text = "Hello!" }] }))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> PromptStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionPromptRequest request,
        PromptStreamingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        var server = new ServerGroups(session);

        // The request checks its arguments, and it is not sent here.
        session.ToStartPromptRequestInformation(sessionId, Tag().Request);
        return new Deferred<PromptUpdate>(() =>
        {
            var prompt = new PromptStream(server, sessionId, Tag(), options ?? new()).ReadAsync(cancellationToken);
            return PromptTelemetry.WatchAsync(prompt, sessionId, server.TimeProvider);
        });

        PromptTag Tag() => new(request, server.TimeProvider.GetUtcNow());
    }
}
