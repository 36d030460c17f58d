using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing.Events;
using OpenCode.Testing.Http;
using OpenCode.Testing.Store;
using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing;

/// <summary>
/// An opencode server (1.x) in memory for unit tests of code that uses the SDK. Sessions, prompts, permissions, questions and
/// events behave as on a server, and scripts define the work of the agent. It opens no sockets and starts no processes.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Operations that the fake does not simulate return a minimal response: an empty list, true, or an object with its required
/// members. <see cref="When(HttpMethod, string, FakeResponse, int)"/> replaces the response of any operation. As on a server,
/// other paths return the web page of the server. The operations of <c>client.V2</c> do not reflect the content of sessions.
/// </remarks>
/// <example><code>
/// await using var fake = new FakeOpenCode();
/// fake.WhenPrompted(turn => turn.Text("LGTM"));
/// var client = fake.CreateClient();
/// var session = await client.Session.CreateAsync();
/// TurnResult turn = await client.Session.RunAsync(session.Id, "Review");
/// </code></example>
public sealed class FakeOpenCode : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly List<OpenCodeClient> _clients = [];
    private readonly ScriptBook _scripts = new();
    private readonly HookBook _hooks = new();
    private readonly FakeStore _store;
    private readonly AskBook _asks;
    private readonly EventBroker _events;
    private readonly TurnRunner _runner;
    private readonly FakeHandler _handler;

    /// <summary>Creates a server without sessions.</summary>
    /// <param name="options">The options; the defaults if it is null.</param>
    public FakeOpenCode(FakeOpenCodeOptions? options = null)
    {
        Options = options ?? new();
        var ids = new IdSource(Options.Seed);
        // Events have their own identifiers, because heartbeats can occur at any time.
        _events = new EventBroker(new IdSource(Options.Seed), Options.TimeProvider, Options.HeartbeatInterval, FakeStore.ProjectId);
        _store = new FakeStore(Options, ids, _events);
        _asks = new AskBook(_store);
        _runner = new TurnRunner(_store, _asks, _events, _scripts);
        var routes = new RouteTable();
        new ServerRoutes(_store, _events).AddTo(routes);
        new SessionRoutes(_store, _runner).AddTo(routes);
        new TurnRoutes(_store, _asks, _runner).AddTo(routes);
        _handler = new FakeHandler(_store, _hooks, routes, new DefaultAnswers(), _closed.Token);
    }

    /// <summary>The base URL of the clients that the fake creates. No server listens on it.</summary>
    public static Uri BaseUrl { get; } = new("http://opencode.test/");

    /// <summary>The options.</summary>
    public FakeOpenCodeOptions Options { get; }

    /// <summary>
    /// The handler that connects to the fake, for example for <c>ConfigurePrimaryHttpMessageHandler</c>. It handles requests to
    /// any address, and disposing it has no effect.
    /// </summary>
    public HttpMessageHandler Handler => _handler;

    /// <summary>All requests in the order in which they were received.</summary>
    public IReadOnlyList<FakeRequest> Requests => _handler.Requests;

    /// <summary>All prompts, commands, shell commands and summaries, in the order in which they were received.</summary>
    public IReadOnlyList<FakePrompt> Prompts => Locked(() => (IReadOnlyList<FakePrompt>)[.. _runner.Prompts]);

    /// <summary>All replies to permission requests, in the order in which they were received.</summary>
    public IReadOnlyList<FakePermissionReply> PermissionReplies => _runner.Replies();

    /// <summary>All replies to questions, in the order in which they were received.</summary>
    public IReadOnlyList<FakeQuestionReply> QuestionReplies => Locked(() => (IReadOnlyList<FakeQuestionReply>)[.. _asks.QuestionReplies]);

    /// <summary>All sessions in the order of their creation, including those of sub-agents.</summary>
    public IReadOnlyList<Session> Sessions => Locked(() => (IReadOnlyList<Session>)[.. _store.Sessions.Select(s => Json.Read<Session>(s.Info))]);

    /// <summary>The number of open event streams.</summary>
    public int OpenStreams => _events.Count;

    /// <summary>Creates a client of the fake, which the fake disposes.</summary>
    /// <param name="options">
    /// The options; null for the default options with the base URL, the user name and the password of the fake. The timeouts of
    /// such a client are measured by <see cref="TimeProvider.System"/>, so that a test that advances the time of the fake does not
    /// end calls that are in progress.
    /// </param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null)
    {
        var client = new OpenCodeClient(_handler, options ?? new()
        {
            BaseUrl = BaseUrl,
            Username = Options.Username,
            Password = Options.Password,
        });
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    /// <summary>Sets the script for each prompt, command, shell command and summary that no later script matches.</summary>
    /// <param name="script">Adds the steps to the turn. It runs once for each prompt.</param>
    /// <returns>The fake.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="script"/> is null.</exception>
    public FakeOpenCode WhenPrompted(Action<FakeTurn> script) => WhenPrompted(static _ => true, script);

    /// <summary>Sets the script for prompts that contain a text.</summary>
    /// <param name="text">The text, which is case-sensitive.</param>
    /// <param name="script">Adds the steps to the turn. It runs once for each prompt.</param>
    /// <returns>The fake.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FakeOpenCode WhenPrompted(string text, Action<FakeTurn> script)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WhenPrompted(prompt => prompt.Text.Contains(text, StringComparison.Ordinal), script);
    }

    /// <summary>
    /// Sets the script for prompts that meet a condition. If several scripts match, the one that was added last runs.
    /// </summary>
    /// <param name="condition">The condition.</param>
    /// <param name="script">Adds the steps to the turn. It runs once for each prompt.</param>
    /// <returns>The fake.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FakeOpenCode WhenPrompted(Func<FakePrompt, bool> condition, Action<FakeTurn> script)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(script);
        _scripts.Add(condition, script);
        return this;
    }

    /// <summary>Sets the response to requests. If several responses match, the one that was set last is returned.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">
    /// The path. <c>{name}</c> and <c>*</c> match one segment, and a <c>*</c> at the end matches all remaining segments, for
    /// example <c>/session/{id}/message</c>.
    /// </param>
    /// <param name="response">The response.</param>
    /// <param name="times">
    /// The number of requests that receive the response; all by default. After that, the fake responds as usual.
    /// </param>
    /// <returns>The fake.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> does not start with a slash, or <paramref name="times"/> is not positive.
    /// </exception>
    public FakeOpenCode When(HttpMethod method, string path, FakeResponse response, int times = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(response);
        return When(method, path, _ => response, times);
    }

    /// <summary>Sets a function that responds to requests. If it returns null, the fake responds as usual.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="respond">Returns the response to a request.</param>
    /// <inheritdoc cref="When(HttpMethod, string, FakeResponse, int)" path="/*[not(self::summary or self::param)]"/>
    public FakeOpenCode When(HttpMethod method, string path, Func<FakeRequest, FakeResponse?> respond)
    {
        ArgumentNullException.ThrowIfNull(respond);
        return When(method, path, respond, int.MaxValue);
    }

    /// <summary>
    /// Adds a session, for example one from <c>OpenCodeModelFactory</c>, or replaces the session with the same identifier.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="messages">The messages of the session, from the oldest to the newest; none by default.</param>
    /// <returns>The fake.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FakeOpenCode AddSession(Session session, params IEnumerable<MessageWithParts> messages)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(messages);
        var stored = messages.Select(m => (JsonObject)Json.FromModel(m)).ToList();
        lock (_store.Gate)
        {
            var added = _store.Add((JsonObject)Json.FromModel(session));
            foreach (var message in stored)
            {
                _store.Put(added, (JsonObject)message["info"]!);
                foreach (var part in message["parts"]!.AsArray())
                {
                    _store.PutPart(added, (JsonObject)part!);
                }
            }
        }

        return this;
    }

    /// <summary>Gets the messages of a session, from the oldest to the newest.</summary>
    /// <param name="sessionId">The session.</param>
    /// <exception cref="ArgumentException">The session does not exist.</exception>
    public IReadOnlyList<MessageWithParts> GetMessages(string sessionId) => Locked(() =>
    {
        var session = _store.Find(sessionId) ?? throw new ArgumentException($"The session {sessionId} does not exist.", nameof(sessionId));
        return (IReadOnlyList<MessageWithParts>)[.. session.Messages.Select(m => Json.Read<MessageWithParts>(m.ToJson()))];
    });

    /// <summary>Sends an event to all streams that it belongs to.</summary>
    /// <param name="e">The event.</param>
    /// <param name="directory">The directory of the event; the directory of the server by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="e"/> is null.</exception>
    public void Send(Event e, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(e);
        _events.Publish(directory ?? Options.Directory, (JsonObject)Json.FromModel(e));
    }

    /// <summary>Ends all event streams as if the connection was lost. Clients can reconnect.</summary>
    public void CutStreams() => _events.Cut();

    /// <summary>Ends all turns, streams and requests, and disposes the clients that the fake created.</summary>
    public ValueTask DisposeAsync()
    {
        List<OpenCodeClient> clients;
        lock (_clients)
        {
            clients = [.. _clients];
            _clients.Clear();
        }

        clients.ForEach(c => c.Dispose());
        _runner.AbortAll();
        _closed.Cancel();
        _events.Close();
        return default;
    }

    private FakeOpenCode When(HttpMethod method, string path, Func<FakeRequest, FakeResponse?> respond, int times)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        if (path[0] != '/')
        {
            throw new ArgumentException($"The path \"{path}\" must start with a slash.", nameof(path));
        }

        _hooks.Add(method, path, respond, times);
        return this;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_store.Gate)
        {
            return read();
        }
    }
}
