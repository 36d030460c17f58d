using System.Runtime.CompilerServices;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Turns;

namespace OpenCode;

/// <summary>
/// Streams the updates of a turn, from a prompt, a command, a shell command, or a summary until its response is complete. All
/// streams follow the same rules.
/// </summary>
/// <remarks>
/// <para>
/// Lifetime: the turn starts when you enumerate the stream, and each enumeration starts another turn. The stream subscribes to
/// events before it starts the turn, so that it misses nothing. The last update is a <see cref="PromptEnd"/>.
/// </para>
/// <para>Reconnection: after a lost connection, the stream reconnects and reads the state that it missed.</para>
/// <para>
/// Cancellation: canceling the token stops the agent and its sub-agents, unless <see cref="TurnOptions.AbortWhenCancelled"/> is
/// false. Leaving the loop does not stop them.
/// </para>
/// <para>Threading: the methods are thread-safe. A stream supports one reader.</para>
/// </remarks>
public static class TurnExtensions
{
    /// <summary>
    /// Sends a prompt and returns updates until the turn ends. A prompt to a busy session waits on the server. If several prompts
    /// wait, the server merges them (<see cref="PromptMerged"/>).
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The prompt. It must have at least one part, and <see cref="SessionPromptRequest.NoReply"/> must not be true. A prompt with
    /// a <see cref="SessionPromptRequest.MessageId"/> is sent only if the session does not contain that message yet; otherwise,
    /// the stream attaches to the turn of that message.
    /// </param>
    /// <param name="options">
    /// The options of the turn. By default, the reader replies to requests, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the stream and, by default, stops the agent.</param>
    /// <returns>The updates, in order.</returns>
    /// <exception cref="ArgumentException">The identifier, the request, or an option is invalid.</exception>
    /// <exception cref="OpenCodeException">
    /// The server rejected the prompt, or the connection was lost and could not be restored. A failure of the model or the agent
    /// is a <see cref="PromptFailed"/> instead.
    /// </exception>
    /// <exception cref="TimeoutException">
    /// The server did not respond within <see cref="TurnOptions.ResponseTimeout"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The event stream was lost and reconnection is disabled (<see cref="EventStreamOptions.Reconnect"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client or the hub has been disposed.</exception>
    /// <exception cref="OperationCanceledException">The stream was canceled.</exception>
    /// <example><code>
    /// await foreach (var update in client.Session.PromptStreamingAsync(session.Id, "Why is the build red?"))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    [OverloadResolutionPriority(1)]
    public static IAsyncEnumerable<PromptUpdate> PromptStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionPromptRequest request,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        return Stream(session, sessionId, server => new PromptStart(sessionId, request, server.TimeProvider.GetUtcNow(), needsIdle: false), options, cancellationToken);
    }

    /// <summary>Sends a text prompt and returns updates until the turn ends.</summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">
    /// The options of the turn. By default, the reader replies to requests, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the stream and, by default, stops the agent.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param)]"/>
    public static IAsyncEnumerable<PromptUpdate> PromptStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PromptStreamingAsync(session, sessionId, Prompt(text), options, cancellationToken);

    /// <summary>
    /// Runs a command, such as <c>/init</c>, and returns updates until the turn ends. The command starts when the session is
    /// idle.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/command</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The command and its arguments. A command with a <see cref="SessionCommandRequest.MessageId"/> is sent only if the session
    /// does not contain that message yet.
    /// </param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the stream and, by default, stops the agent.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param or self::example)]"/>
    /// <example><code>
    /// await foreach (var update in client.Session.CommandStreamingAsync(session.Id, new() { Command = "review", Arguments = "" }))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> CommandStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionCommandRequest request,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        return Stream(session, sessionId, _ => Start(), options, cancellationToken);

        CommandStart Start() => new(sessionId, "command", request.MessageId, (group, id) => group.CommandAsync(sessionId, request with { MessageId = id }));
    }

    /// <summary>
    /// Runs a shell command in the session, without a model, and returns its output until it ends. The command starts when the
    /// session is idle. Each <see cref="PromptToolOutput"/> contains new output; the last <see cref="PromptToolChanged"/>
    /// contains all of it.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/shell</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The shell command. A shell command with a <see cref="SessionShellRequest.MessageId"/> is sent only if the session does not
    /// contain that message yet.
    /// </param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the stream and, by default, stops the command.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param or self::example)]"/>
    /// <example><code>
    /// await foreach (var update in client.Session.ShellStreamingAsync(session.Id, new() { Agent = "build", Command = "dotnet test" }))
    ///     if (update is PromptToolOutput output) Console.Write(output.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> ShellStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionShellRequest request,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        return Stream(session, sessionId, _ => Start(), options, cancellationToken);

        CommandStart Start() => new(sessionId, "shell", request.MessageId, (group, id) => group.ShellAsync(sessionId, request with { MessageId = id }));
    }

    /// <summary>
    /// Summarizes the session, which frees space in the model's context, and returns the summary until it is complete. The turn
    /// starts when the session is idle.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/summarize</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The model that writes the summary.</param>
    /// <param name="options">The options of the turn.</param>
    /// <param name="cancellationToken">Ends the stream and, by default, stops the summary.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param or self::example)]"/>
    /// <example><code>
    /// await foreach (var update in client.Session.SummarizeStreamingAsync(session.Id, new() { ProviderId = "anthropic", ModelId = "claude-sonnet-4-5" }))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> SummarizeStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        SessionSummarizeRequest request,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        return Stream(session, sessionId, _ => new SummaryStart(sessionId, request), options, cancellationToken);
    }

    /// <summary>
    /// Attaches to the last turn of a session, which another process may have started. Returns its existing content and then
    /// updates until the turn ends. Canceling does not stop the agent, unless <see cref="TurnOptions.AbortWhenCancelled"/> is
    /// true.
    /// <para><c>GET /event</c>, <c>GET /session/{sessionID}/message</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="options">
    /// The options of the turn. By default, the reader replies to requests, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="InvalidOperationException">
    /// The session has no turn. Or, the event stream was lost and reconnection is disabled
    /// (<see cref="EventStreamOptions.Reconnect"/>).
    /// </exception>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param or self::example)]"/>
    /// <example><code>
    /// await foreach (var update in client.Session.WatchTurnAsync(session.Id))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> WatchTurnAsync(
        this SessionRequestBuilder session,
        string sessionId,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Stream(session, sessionId, _ => new AttachStart(sessionId, null), options, cancellationToken);
    }

    /// <summary>
    /// Attaches to a turn that another stream or process started, in the handle's directory. Returns its existing content and
    /// then updates until the turn ends. For a turn that already ended, it returns all text and the end.
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>, of a client of the server.</param>
    /// <param name="handle">The turn, from <see cref="TurnOptions.OnStarted"/> or <see cref="TurnResult.Handle"/>.</param>
    /// <param name="options">
    /// The options of the turn. By default, the reader replies to requests, and there is no timeout.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="OpenCodeApiException">The session or the message does not exist.</exception>
    /// <inheritdoc cref="WatchTurnAsync(SessionRequestBuilder, string, TurnOptions?, CancellationToken)" path="/*[not(self::summary or self::param or self::example)]"/>
    /// <example><code>
    /// var handle = JsonSerializer.Deserialize&lt;TurnHandle&gt;(File.ReadAllText("turn.json"))!;
    /// await foreach (var update in client.Session.WatchTurnAsync(handle))
    ///     if (update is PromptTextDelta delta) Console.Write(delta.Text);
    /// </code></example>
    public static IAsyncEnumerable<PromptUpdate> WatchTurnAsync(
        this SessionRequestBuilder session,
        TurnHandle handle,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(handle);
        session.ToMessageRequestInformation(handle.SessionId, handle.MessageId);
        var place = new OpenCodeRequestOptions { Directory = handle.Directory, Workspace = handle.Workspace };
        return Stream(session, handle.SessionId, _ => new AttachStart(handle.SessionId, handle.MessageId), options, cancellationToken, place);
    }

    internal static SessionPromptRequest Prompt(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new() { Parts = [new TextPartInput { Text = text }] };
    }

    internal static IAsyncEnumerable<PromptUpdate> Stream(
        SessionRequestBuilder session,
        string sessionId,
        Func<ServerGroups, TurnStart> start,
        TurnOptions? options,
        CancellationToken cancellationToken,
        OpenCodeRequestOptions? place = null,
        bool hasReader = true)
    {
        // Building the request validates the identifier; the request is not sent. Creating the start validates the rest.
        session.ToGetRequestInformation(sessionId);
        options ??= new();
        options.Validate();
        var server = new ServerGroups(session).With(place ?? new());
        options.Hub?.RequireServes(server);
        start(server);
        return new Deferred<PromptUpdate>(() =>
        {
            var turn = new TurnStream(server, sessionId, start(server), options, hasReader);
            return TurnTelemetry.WatchAsync(turn.ReadAsync(cancellationToken), sessionId, server.TimeProvider);
        });
    }
}
