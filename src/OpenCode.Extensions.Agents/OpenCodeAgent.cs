using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Agents.Runs;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Tools;

namespace OpenCode;

/// <summary>
/// Represents the opencode coding agent as an agent of the Microsoft Agent Framework. A session is a session of the server. A run
/// is a turn of the agent, or the part of a turn up to the next request to the caller. To create an agent, call
/// <see cref="OpenCodeAgentExtensions.AsAIAgent"/>.
/// </summary>
/// <remarks>
/// The agent is thread-safe. A session takes one run at a time. Canceling a run, or leaving the loop of a stream before its end,
/// stops the turn on the server.
/// </remarks>
/// <example><code>
/// var session = await agent.CreateSessionAsync();
/// AgentResponse response = await agent.RunAsync("Fix the build", session);
/// while (response.Messages.SelectMany(m => m.Contents).OfType&lt;ToolApprovalRequestContent>().ToList() is { Count: > 0 } requests)
/// {
///     response = await agent.RunAsync(requests.Select(r => new ChatMessage(ChatRole.User, [r.CreateResponse(Ask(r))])), session);
/// }
/// </code></example>
public sealed class OpenCodeAgent : AIAgent, IAsyncDisposable
{
    private const string ProviderName = "opencode";

    private readonly OpenCodeClient _client;
    private readonly OpenCodeAgentOptions _options;
    private readonly ToolSlots _tools;
    private readonly AIAgentMetadata _metadata = new(ProviderName);
    private readonly ConcurrentDictionary<OpenCodeAgentSession, HostedTools> _waiting = new();
    private int _isDisposed;

    internal OpenCodeAgent(OpenCodeClient client, OpenCodeAgentOptions options)
    {
        _client = client;
        _options = options;
        _tools = ToolSlots.Create(options.ToolServerName);
    }

    /// <inheritdoc/>
    public override string? Name => _options.Name;

    /// <inheritdoc/>
    public override string? Description => _options.Description;

    /// <inheritdoc/>
    protected override string? IdCore => _options.Id;

    /// <summary>
    /// Opens an existing session of the server, which any client may have created. <c>GET /session/{sessionID}</c>
    /// </summary>
    /// <param name="sessionId">The identifier of the session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException"><paramref name="sessionId"/> is null or empty.</exception>
    /// <exception cref="OpenCodeException">The server has no such session, or it can't be reached.</exception>
    public async ValueTask<OpenCodeAgentSession> CreateSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sessionId);
        return new(new SessionState { SessionId = (await _client.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false)).Id });
    }

    /// <summary>
    /// Copies a session with all its messages. The session itself doesn't change. <c>POST /session/{sessionID}/fork</c>
    /// </summary>
    /// <param name="session">A session of this agent or of another opencode agent on the same server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The copy, which includes a copy of the state bag.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The session belongs to another kind of agent, has had no run yet, or is in the middle of a turn.
    /// </exception>
    /// <exception cref="OpenCodeException">The server has no such session, or it can't be reached.</exception>
    public async Task<OpenCodeAgentSession> ForkSessionAsync(AgentSession session, CancellationToken cancellationToken = default)
    {
        var own = Own(session);
        if (own.SessionId is not { } id || own.State.Turn is not null)
        {
            throw new InvalidOperationException(own.SessionId is null
                ? "The session has had no run yet and can't be copied. Create another session."
                : $"The session {own.SessionId} is in the middle of a turn and can't be copied. Respond to its requests or stop the turn first.");
        }

        var copy = await _client.Session.ForkAsync(id, new(), cancellationToken).ConfigureAwait(false);
        return new(new SessionState { SessionId = copy.Id }, AgentSessionStateBag.Deserialize(own.StateBag.Serialize()));
    }

    /// <summary>
    /// Stops the turn of a session that waits for the caller, including its sub-agents, and discards its requests.
    /// <c>POST /session/{sessionID}/abort</c>
    /// </summary>
    /// <param name="session">The session. If it has no turn, the method does nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The session belongs to another kind of agent, or a run uses it. To stop a run, cancel it.
    /// </exception>
    /// <exception cref="TimeoutException">The session wasn't idle after <see cref="TurnOptions.StopTimeout"/>.</exception>
    /// <exception cref="OpenCodeException">The server can't be reached.</exception>
    public async Task StopAsync(AgentSession session, CancellationToken cancellationToken = default)
    {
        var own = Own(session);
        own.Enter();
        try
        {
            if (own.State is { Turn: not null, SessionId: { } id })
            {
                await _client.Session.StopAsync(id, _options.Turn.StopTimeout, cancellationToken).ConfigureAwait(false);
                own.State = own.State.WithoutTurn();
                await ReleaseAsync(own).ConfigureAwait(false);
            }
        }
        finally
        {
            own.Leave();
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return base.GetService(serviceType, serviceKey) ??
            (serviceKey is not null ? null
            : serviceType == typeof(AIAgentMetadata) ? _metadata
            : serviceType == typeof(OpenCodeClient) ? _client
            : null);
    }

    /// <summary>
    /// Removes the functions of turns that wait for the caller. The turns continue to wait, and the client stays open.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            foreach (var session in _waiting.Keys)
            {
                await ReleaseAsync(session).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(new OpenCodeAgentSession(new SessionState()));

    /// <inheritdoc/>
    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        new(Own(session).Serialize());

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        new(OpenCodeAgentSession.Deserialize(serializedState));

    /// <inheritdoc/>
    protected override async Task<AgentResponse> RunCoreAsync(IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (run, own) = Start(session);
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in StreamAsync(run, own, messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
        }

        // If the server has replaced a text, only the response of the whole turn contains the final text.
        var response = run.Response ?? updates.ToChatResponse();
        foreach (var message in response.Messages)
        {
            message.AuthorName ??= Name;
        }

        return new AgentResponse(response) { AgentId = Id };
    }

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (run, own) = Start(session);
        await foreach (var update in StreamAsync(run, own, messages, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new AgentResponseUpdate(update) { AgentId = Id };
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(AgentRun run, OpenCodeAgentSession session, IEnumerable<ChatMessage> messages, AgentRunOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = run.StreamAsync(Given(messages), RunChatOptions.Of(_options, options, session.SessionId), cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            update.AuthorName ??= Name;
            if (session.Tools is { } tools)
            {
                _waiting[session] = tools;
            }

            yield return update;
        }

        if (session.Tools is null)
        {
            _waiting.TryRemove(session, out _);
        }
    }

    private (AgentRun Run, OpenCodeAgentSession Session) Start(AgentSession? session)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        var own = session is null ? new OpenCodeAgentSession(new SessionState()) : Own(session);
        return (new AgentRun(_client, _options, _tools, own, canAsk: session is not null), own);
    }

    private static List<ChatMessage> Given(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return [.. messages.Select(m => m ?? throw new ArgumentException("A message is null.", nameof(messages)))];
    }

    private async Task ReleaseAsync(OpenCodeAgentSession session)
    {
        _waiting.TryRemove(session, out _);
        var tools = session.Tools;
        session.Tools = null;
        if (tools is not null)
        {
            await tools.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static OpenCodeAgentSession Own(AgentSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session as OpenCodeAgentSession ?? throw new InvalidOperationException(
            $"The type of the session is {session.GetType()}. An opencode agent accepts only an {nameof(OpenCodeAgentSession)}.");
    }
}
