using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Turns;

namespace OpenCode;

/// <summary>Runs turns to their end and returns the response.</summary>
/// <remarks>
/// <para>
/// Threading: the methods are thread-safe. Calls of one client for the same session run one after the other. Each call starts
/// when the session is idle, so that each prompt gets its own response.
/// </para>
/// <para>
/// Cancellation: canceling the token or reaching a timeout stops the agent and its sub-agents. The call returns when they are
/// idle, or when <see cref="TurnOptions.StopTimeout"/> elapses.
/// </para>
/// <para>Reconnection: after a lost connection, the call reconnects and reads the state that it missed.</para>
/// </remarks>
public static class RunExtensions
{
    /// <summary>
    /// Sends a prompt, waits until the turn ends, and returns the response.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The prompt. It must have at least one part, and <see cref="SessionPromptRequest.NoReply"/> must not be true. A prompt with
    /// a <see cref="SessionPromptRequest.MessageId"/> is sent only if the session does not contain that message yet; otherwise,
    /// the response to that message is returned.
    /// </param>
    /// <param name="options">
    /// The options of the turn. By default, permissions are rejected and questions are dismissed, because there is no reader to
    /// reply, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <returns>The response, the messages and tool calls of the turn, and its usage.</returns>
    /// <exception cref="ArgumentException">The identifier, the request, or an option is invalid.</exception>
    /// <exception cref="OpenCodeTurnException">
    /// The turn ended without a complete response. <see cref="OpenCodeTurnException.End"/> contains the reason.
    /// </exception>
    /// <exception cref="TimeoutException">
    /// The turn reached <see cref="TurnOptions.Timeout"/>, <see cref="TurnOptions.NoProgressTimeout"/>, or the timeout of the
    /// view or client, and was stopped. The inner exception is an <see cref="OpenCodeTurnException"/>. Or, the server did not
    /// respond within <see cref="TurnOptions.ResponseTimeout"/>.
    /// </exception>
    /// <exception cref="OpenCodeException">
    /// The server rejected the prompt, or the connection was lost and could not be restored.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The call was made in a handler of a turn of the same session, and would wait for its own end. Or, the event stream was
    /// lost and reconnection is disabled (<see cref="EventStreamOptions.Reconnect"/>).
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

    /// <summary>Sends a text prompt, waits until the turn ends, and returns the response.</summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param)]"/>
    public static Task<TurnResult> RunAsync(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, TurnExtensions.Prompt(text), options, cancellationToken);

    /// <summary>
    /// Sends a prompt and returns the response as an object. The model must follow the JSON schema of <typeparamref name="T"/>.
    /// Supports trimming and Native AOT.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the response. A type that is not a JSON object is wrapped in one for the request.
    /// </typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The prompt. This method sets its <see cref="SessionPromptRequest.Format"/>.</param>
    /// <param name="type">The JSON contract of the type, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <returns>The object.</returns>
    /// <exception cref="OpenCodeTurnException">
    /// The turn ended without a complete response, or the model did not return an object that can be deserialized as
    /// <typeparamref name="T"/>. In that case, the message contains what the model returned.
    /// </exception>
    /// <inheritdoc cref="RunAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::typeparam or self::param or self::returns or self::example)]"/>
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

    /// <summary>
    /// Sends a text prompt and returns the response as an object. The model must follow the JSON schema of
    /// <typeparamref name="T"/>.
    /// </summary>
    /// <typeparam name="T">The type of the response.</typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="type">The JSON contract of the type, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync{T}(SessionRequestBuilder, string, SessionPromptRequest, JsonTypeInfo{T}, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::typeparam or self::param)]"/>
    public static Task<T> RunAsync<T>(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        JsonTypeInfo<T> type,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, TurnExtensions.Prompt(text), type, options, cancellationToken);

    /// <summary>
    /// Sends a text prompt and returns the response as an object. The model must follow the JSON schema of
    /// <typeparamref name="T"/>, which is created by reflection. Names are in camel case. Members that are required or not
    /// nullable must be present.
    /// </summary>
    /// <typeparam name="T">The type of the response.</typeparam>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the call and stops the agent.</param>
    /// <inheritdoc cref="RunAsync{T}(SessionRequestBuilder, string, SessionPromptRequest, JsonTypeInfo{T}, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::typeparam or self::param or self::example)]"/>
    /// <example><code>
    /// Review review = await client.Session.RunAsync&lt;Review&gt;(session.Id, "Review the diff");
    /// </code></example>
    [RequiresUnreferencedCode("The JSON contract of T is created by reflection. Pass a JsonTypeInfo<T> instead.")]
    [RequiresDynamicCode("The JSON contract of T is created by reflection. Pass a JsonTypeInfo<T> instead.")]
    public static Task<T> RunAsync<T>(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(session, sessionId, text, StructuredResponse<T>.ByReflection(), options, cancellationToken);
}
