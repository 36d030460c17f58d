using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing.Events;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>
/// Starts turns, one at a time in each session. Used only while the gate of the store is locked, except where noted.
/// </summary>
internal sealed class TurnRunner(FakeStore store, AskBook asks, EventBroker events, ScriptBook scripts)
{
    private readonly Dictionary<string, List<TurnRun>> _queues = new(StringComparer.Ordinal);
    private readonly List<FakePrompt> _prompts = [];

    public FakeStore Store => store;

    public AskBook Asks => asks;

    public EventBroker Events => events;

    /// <summary>The prompts of users, in order.</summary>
    public IReadOnlyList<FakePrompt> Prompts => _prompts;

    /// <summary>The replies to permission requests so far. Locks the gate itself.</summary>
    public IReadOnlyList<FakePermissionReply> Replies()
    {
        lock (store.Gate)
        {
            return [.. asks.PermissionReplies];
        }
    }

    /// <summary>Stores the message of a prompt, and starts its turn once the session is idle.</summary>
    /// <returns>The turn; null if the prompt requests no reply.</returns>
    public TurnRun? Prompt(StoredSession session, FakePromptKind kind, JsonObject request)
    {
        var user = Messages.User(store, session.Id, request);
        var prompt = Describe(session, kind, user, request);
        _prompts.Add(prompt);
        AddUser(session, user, request["parts"]!.AsArray().Select(p => (JsonObject)p!));
        return prompt.NoReply ? null : Enqueue(new TurnRun(this, session, user, prompt, scripts.Find(prompt)));
    }

    /// <summary>Starts a shell command.</summary>
    public TurnRun Shell(StoredSession session, JsonObject request)
    {
        var user = Messages.User(store, session.Id, request);
        var text = new JsonObject { ["type"] = "text", ["text"] = "The following tool was executed by the user", ["synthetic"] = true };
        var prompt = Describe(session, FakePromptKind.Shell, user, request) with { Text = request.Text("command") };
        _prompts.Add(prompt);
        AddUser(session, user, [text]);
        return Enqueue(new ShellRun(this, session, user, prompt, scripts.Find(prompt)));
    }

    /// <summary>Starts a summary.</summary>
    public TurnRun Summarize(StoredSession session, JsonObject request)
    {
        var user = Messages.User(store, session.Id, new JsonObject { ["model"] = Messages.Model(request.Text("providerID"), request.Text("modelID")) });
        var prompt = Describe(session, FakePromptKind.Summary, user, request);
        _prompts.Add(prompt);
        AddUser(session, user, [new JsonObject { ["type"] = "compaction", ["auto"] = request["auto"]?.GetValue<bool>() ?? false }]);
        return Enqueue(new SummaryRun(this, session, user, prompt, scripts.Find(prompt)));
    }

    /// <summary>Creates the session of a subagent.</summary>
    /// <param name="parent">The session of the agent.</param>
    /// <param name="agent">The name of the subagent.</param>
    /// <param name="title">The task of the subagent.</param>
    /// <returns>The session.</returns>
    public StoredSession CreateChild(StoredSession parent, string agent, string title) => store.Create(
        new JsonObject
        {
            ["parentID"] = parent.Id,
            ["title"] = $"{title} (@{agent} subagent)",
            ["agent"] = agent,
            ["permission"] = new JsonArray(new JsonObject { ["permission"] = "task", ["pattern"] = "*", ["action"] = "deny" }),
        },
        parent.Directory);

    /// <summary>Stores the prompt of a subagent, and creates its turn.</summary>
    public TurnRun PromptChild(StoredSession child, string agent, string text, Action<FakeTurn> script)
    {
        var request = new JsonObject { ["agent"] = agent, ["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
        var user = Messages.User(store, child.Id, request);
        AddUser(child, user, request["parts"]!.AsArray().Select(p => (JsonObject)p!));
        return new TurnRun(this, child, user, Describe(child, FakePromptKind.SubAgent, user, request), script);
    }

    /// <summary>Starts a turn, or queues it after the turns before it.</summary>
    public TurnRun Enqueue(TurnRun run)
    {
        if (!_queues.TryGetValue(run.Session.Id, out var queue))
        {
            _queues[run.Session.Id] = queue = [];
        }

        queue.Add(run);
        if (queue.Count == 1)
        {
            Launch(run);
        }

        return run;
    }

    /// <summary>Ends the turns of a session and of the sessions that its agents started. Locks the gate itself.</summary>
    public void Abort(string sessionId)
    {
        List<TurnRun> runs;
        lock (store.Gate)
        {
            // Queued turns have not started, so only the first one must end.
            runs = [.. Queue(sessionId).Take(1)];
            if (_queues.TryGetValue(sessionId, out var queue) && queue.Count > 1)
            {
                queue.RemoveRange(1, queue.Count - 1);
            }
        }

        foreach (var run in runs)
        {
            run.Abort();
        }

        List<string> children;
        lock (store.Gate)
        {
            children = [.. store.Children(sessionId).Select(c => c.Id)];
        }

        children.ForEach(Abort);
    }

    /// <summary>Ends all turns. Locks the gate itself.</summary>
    public void AbortAll()
    {
        List<string> sessions;
        lock (store.Gate)
        {
            sessions = [.. _queues.Keys];
        }

        sessions.ForEach(Abort);
    }

    /// <summary>Starts the next turn in the queue after a turn has ended.</summary>
    public void Ended(TurnRun run)
    {
        var queue = _queues[run.Session.Id];
        queue.Remove(run);
        if (queue.Count > 0 && store.Find(run.Session.Id) is not null)
        {
            Launch(queue[0]);
        }
    }

    private List<TurnRun> Queue(string sessionId) => _queues.TryGetValue(sessionId, out var queue) ? queue : [];

    private static void Launch(TurnRun run)
    {
        run.Begin();
        _ = Task.Run(run.PlayAsync);
    }

    private void AddUser(StoredSession session, JsonObject user, IEnumerable<JsonObject> parts)
    {
        store.Put(session, user);
        foreach (var part in parts)
        {
            store.PutPart(session, Messages.PromptPart(store, user, part));
        }

        store.Update(session);
    }

    private static FakePrompt Describe(StoredSession session, FakePromptKind kind, JsonObject user, JsonObject request)
    {
        var parts = (request["parts"] as JsonArray ?? []).Select(p => Json.Read<PartInput>(p!)).ToList();
        return new FakePrompt
        {
            Kind = kind,
            SessionId = session.Id,
            MessageId = user.Text("id"),
            Text = string.Concat(parts.OfType<TextPartInput>().Select(p => p.Text)),
            Parts = parts,
            Model = Json.Read<PromptModel>(user["model"]!),
            Agent = user.Text("agent"),
            System = user.OptionalText("system"),
            Format = user["format"] is { } format ? Json.Read<OutputFormat>(format) : null,
            NoReply = request["noReply"]?.GetValue<bool>() ?? false,
            Directory = session.Directory,
        };
    }
}
