using System.Runtime.CompilerServices;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Turns;

namespace OpenCode;

/// <summary>
/// Watches turns: what happens from a prompt, a command, a shell command or a summary until its answer is complete. All streams
/// follow the same rules.
/// </summary>
/// <remarks>
/// A stream listens before it starts the turn, so that nothing is missed, and its last update is a <see cref="PromptEnd"/>. After a
/// lost connection it reconnects and reads what it missed. Enumeration starts the turn, and each enumeration starts another
/// one. Canceling the token stops the agent and its sub-agents unless <see cref="TurnOptions.AbortWhenCancelled"/> is false; leaving
/// the loop does not. The methods are thread-safe; a stream has one reader.
/// </remarks>
public static class TurnExtensions
{
    /// <summary>
    /// Sends a prompt and yields what happens until the turn has ended. A prompt to a session that works already waits in the
    /// server; if more than one waits there, the server merges them: <see cref="PromptMerged"/>.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">
    /// The prompt. It must have a part, and <see cref="SessionPromptRequest.NoReply"/> must not be true. With a
    /// <see cref="SessionPromptRequest.MessageId"/> it is sent only if the session has no such message yet; otherwise the turn
    /// of that message is watched.
    /// </param>
    /// <param name="options">Who replies to what the agent asks, and when to give up; by default the reader replies, and there is no timeout.</param>
    /// <param name="cancellationToken">Ends the stream, and by default the agent's work.</param>
    /// <returns>What happens, in order.</returns>
    /// <exception cref="ArgumentException">The identifier, the request or an option can't work.</exception>
    /// <exception cref="OpenCodeException">The server refused the prompt, or the connection is finally lost. A failure of the model or the agent is a <see cref="PromptFailed"/> instead.</exception>
    /// <exception cref="TimeoutException">The server did not respond within <see cref="TurnOptions.ResponseTimeout"/>.</exception>
    /// <exception cref="InvalidOperationException">The event stream was lost and must not reconnect (<see cref="EventStreamOptions.Reconnect"/>).</exception>
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

    /// <summary>Sends a prompt that consists of a text, and yields what happens until the turn has ended.</summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up; by default the reader replies, and there is no timeout.</param>
    /// <param name="cancellationToken">Ends the stream, and by default the agent's work.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
    public static IAsyncEnumerable<PromptUpdate> PromptStreamingAsync(
        this SessionRequestBuilder session,
        string sessionId,
        string text,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PromptStreamingAsync(session, sessionId, Prompt(text), options, cancellationToken);

    /// <summary>
    /// Runs a command, such as <c>/init</c>, and yields what happens until the turn has ended. It waits until the session is idle.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/command</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The command and its arguments. With a <see cref="SessionCommandRequest.MessageId"/> it is sent only if the session has no such message yet.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up.</param>
    /// <param name="cancellationToken">Ends the stream, and by default the agent's work.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
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
    /// Runs a shell command in the session, without a model, and yields its output until it has ended. It waits until the session
    /// is idle. The output comes as <see cref="PromptToolOutput"/>, and complete in the last <see cref="PromptToolChanged"/>.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/shell</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The shell command. With a <see cref="SessionShellRequest.MessageId"/> it is sent only if the session has no such message yet.</param>
    /// <param name="options">When to give up.</param>
    /// <param name="cancellationToken">Ends the stream, and by default the command.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
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
    /// Summarizes the session, which makes room in the model's context, and yields the summary until it is complete. It waits until
    /// the session is idle.
    /// <para><c>GET /event</c>, <c>POST /session/{sessionID}/summarize</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="request">The model that writes the summary.</param>
    /// <param name="options">When to give up.</param>
    /// <param name="cancellationToken">Ends the stream, and by default the summary.</param>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
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
    /// Watches the last turn of a session, which somebody else may have started, and yields what there is of it and what happens
    /// until it has ended. Canceling does not stop the agent, unless <see cref="TurnOptions.AbortWhenCancelled"/> is true.
    /// <para><c>GET /event</c>, <c>GET /session/{sessionID}/message</c></para>
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>.</param>
    /// <param name="sessionId">The session's identifier.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up; by default the reader replies, and there is no timeout.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="InvalidOperationException">The session has no turn. Or, the event stream was lost and must not reconnect (<see cref="EventStreamOptions.Reconnect"/>).</exception>
    /// <inheritdoc cref="PromptStreamingAsync(SessionRequestBuilder, string, SessionPromptRequest, TurnOptions?, CancellationToken)"/>
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
    /// Attaches to a turn that another stream or another process has started, in the handle's directory. It yields what there is
    /// of the turn and what happens until it has ended; of one that has ended already, all text and the end.
    /// </summary>
    /// <param name="session">The operations, <c>client.Session</c>, of a client of the server.</param>
    /// <param name="handle">The turn, from <see cref="TurnOptions.OnStarted"/> or <see cref="TurnResult.Handle"/>.</param>
    /// <param name="options">Who replies to what the agent asks, and when to give up; by default the reader replies, and there is no timeout.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="OpenCodeApiException">The server has no such session or message.</exception>
    /// <inheritdoc cref="WatchTurnAsync(SessionRequestBuilder, string, TurnOptions?, CancellationToken)"/>
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
        // The request checks the identifier, and it is not sent here. The start checks the rest.
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
