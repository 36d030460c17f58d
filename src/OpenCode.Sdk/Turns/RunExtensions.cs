using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Turns;

namespace OpenCode;

/// <summary>Runs turns to their end: text in, text out.</summary>
/// <remarks>
/// Calls of one client for the same session run one after the other, each when the session is idle, so that each gets an answer of
/// its own. Cancellation and timeouts stop the agent and its sub-agents. The methods are thread-safe.
/// </remarks>
public static class RunExtensions
{
    /// <summary>
    /// Sends a prompt, waits until the turn has ended, and returns its answer.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The prompt. It must have a part, and <see cref="SessionPromptRequest.NoReply"/> must not be true. With a
    /// <see cref="SessionPromptRequest.MessageId"/> it is sent only if the session has no such message yet; otherwise the answer
    /// to that message is returned.
    /// </param>
    /// <param name="options">
    /// Who replies to what the agent asks, and when to give up. By default permissions are rejected and questions dismissed, because
    /// nobody could reply, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <returns>The answer, what happened on the way to it, and what it cost.</returns>
    /// <exception cref="ArgumentException">The identifier, the request or an option can't work.</exception>
    /// <exception cref="OpenCodeTurnException">The turn ended without a complete answer; <see cref="OpenCodeTurnException.End"/> tells how.</exception>
    /// <exception cref="TimeoutException">
    /// The turn reached <see cref="TurnOptions.Timeout"/>, <see cref="TurnOptions.NoProgressTimeout"/> or the timeout of the view or
    /// client, and was stopped; the inner exception is an <see cref="OpenCodeTurnException"/>. Or, the server did not respond
    /// within <see cref="TurnOptions.ResponseTimeout"/>.
    /// </exception>
    /// <exception cref="OpenCodeException">The server refused the prompt, or the connection is finally lost.</exception>
    /// <exception cref="InvalidOperationException">
    /// The call comes from a handler of a turn of the same session, which would wait for itself. Or, the event stream was lost and
    /// must not reconnect (<see cref="EventStreamOptions.Reconnect"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client or the hub has been disposed.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <example><code>
    /// TurnResult turn = await client.Session.RunAsync(session.Id, "Why is the build red?");
    /// Console.WriteLine($"{turn.Text} ({turn.Usage.Cost:0.0000} US dollars)");
    /// </code></example>
    [OverloadResolutionPriority(1)]
    public static async Task<TurnResult> RunAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionPromptRequest request,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        var updates = TurnExtensions.Stream(
            session,
            sessionId,
            server => new PromptStart(sessionId, request, server.TimeProvider.GetUtcNow(), needsIdle: true),
            options,
            cancellationToken,
            hasReader: false);
        var queue = new ServerGroups(session).Queue;
        using var place = await queue.EnterAsync(sessionId, cancellationToken).ConfigureAwait(false);
        queue.Hold(sessionId);
        PromptEnd? end = null;
        await foreach (var update in updates.ConfigureAwait(false))
        {
            end = update as PromptEnd ?? end;
        }

        return end switch
        {
            PromptCompleted { Result: var result } => result,
            PromptLimitReached { Limit: TurnLimit.Timeout or TurnLimit.NoProgress } limit => throw new TimeoutException(limit.Reason, new OpenCodeTurnException(limit)),
            _ => throw new OpenCodeTurnException(end!),
        };
    }

    /// <summary>Sends a prompt that consists of a text, waits until the turn has ended, and returns its answer.</summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
    public static Task<TurnResult> RunAsync(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, TurnExtensions.Prompt(text), options, cancellationToken);

    /// <summary>
    /// Sends a prompt whose answer is an object: the model must fill in the JSON schema of <typeparamref name="T"/>. Works in
    /// applications that are trimmed or published with NativeAOT.
    /// </summary>
    /// <typeparam name="T">The type of the answer. If it is not an object in JSON, it is wrapped into one on the way.</typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The prompt; its <see cref="SessionPromptRequest.Format"/> is set by this method.</param>
    /// <param name="type">The type with its JSON contract, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <returns>The object.</returns>
    /// <exception cref="OpenCodeTurnException">
    /// The turn ended without a complete answer, or the model did not give an object that <typeparamref name="T"/> can be read
    /// from; then the message contains what it gave instead.
    /// </exception>
    /// <inheritdoc cref="RunAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
    /// <example><code>
    /// Review review = await client.Session.RunAsync(session.Id, new() { Parts = [new TextPartInput { Text = "Review the diff" }] }, AppJson.Default.Review);
    /// </code></example>
    [OverloadResolutionPriority(1)]
    public static async Task<T> RunAsync<T>(
        this SessionRequestBuilder session,
        string sessionId,
        SessionPromptRequest request,
        JsonTypeInfo<T> type,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(type);
        var response = new StructuredResponse<T>(type);
        var result = await RunAsync(session, sessionId, request with { Format = response.Format }, options, cancellationToken).ConfigureAwait(false);
        return response.Read(result);
    }

    /// <summary>Sends a text whose answer is an object: the model must fill in the JSON schema of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="type">The type with its JSON contract, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync{T}(SessionRequestBuilder, string, SessionPromptRequest, JsonTypeInfo{T}, TurnOptions?, CancellationToken)"/>
    public static Task<T> RunAsync<T>(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        JsonTypeInfo<T> type,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, TurnExtensions.Prompt(text), type, options, cancellationToken);

    /// <summary>
    /// Sends a text whose answer is an object: the model must fill in the JSON schema of <typeparamref name="T"/>, which is found
    /// by reflection. Names are in camel case; members that are required or not nullable must be there.
    /// </summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync{T}(SessionRequestBuilder, string, SessionPromptRequest, JsonTypeInfo{T}, TurnOptions?, CancellationToken)"/>
    /// <example><code>
    /// Review review = await client.Session.RunAsync&lt;Review&gt;(session.Id, "Review the diff");
    /// </code></example>
    [RequiresUnreferencedCode("The JSON contract of T is found by reflection. Pass a JsonTypeInfo<T> instead.")]
    [RequiresDynamicCode("The JSON contract of T is found by reflection. Pass a JsonTypeInfo<T> instead.")]
    public static Task<T> RunAsync<T>(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, text, StructuredResponse<T>.ByReflection(), options, cancellationToken);
}
