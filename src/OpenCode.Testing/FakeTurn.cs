using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing;

/// <summary>
/// The script of a turn: the steps of the agent after a prompt. The turn completes after the last step. Text after a tool call
/// starts a new message, because the agent first reads the result of its tools.
/// </summary>
/// <example><code>
/// fake.WhenPrompted("release", turn => turn
///     .Reasoning("The tests come first.")
///     .Tool("bash", """{"command":"dotnet test"}""", tool => tool.AskPermission("dotnet test").Return("Passed!"))
///     .Usage(input: 1_200, output: 80, cost: 0.02m)
///     .Text("All tests pass. ", "I have tagged the release."));
/// </code></example>
public sealed class FakeTurn
{
    private readonly List<TurnStep> _steps = [];
    private readonly Func<IReadOnlyList<FakePermissionReply>> _replies;

    internal FakeTurn(FakePrompt prompt, Func<IReadOnlyList<FakePermissionReply>> replies)
    {
        Prompt = prompt;
        _replies = replies;
    }

    /// <summary>The prompt, so that the script can depend on it.</summary>
    public FakePrompt Prompt { get; }

    /// <summary>The last reply to a permission request of the session; null if there is none. Use it in <see cref="Then"/>.</summary>
    public FakePermissionReply? LastPermissionReply => _replies().LastOrDefault(r => r.Request.SessionId == Prompt.SessionId);

    internal IReadOnlyList<TurnStep> Steps => _steps;

    /// <summary>Writes text. Each argument is a delta. Consecutive calls write to the same text.</summary>
    /// <param name="deltas">The deltas of the text.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FakeTurn Text(params string[] deltas) => Write("text", deltas);

    /// <summary>Writes reasoning. Each argument is a delta.</summary>
    /// <param name="deltas">The deltas of the reasoning.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FakeTurn Reasoning(params string[] deltas) => Write("reasoning", deltas);

    /// <summary>Calls a tool that completes.</summary>
    /// <param name="tool">The name of the tool, for example <c>bash</c>.</param>
    /// <param name="input">The arguments, as a JSON object.</param>
    /// <param name="output">The output; empty by default.</param>
    /// <exception cref="ArgumentException"><paramref name="tool"/> is empty, or <paramref name="input"/> is not a JSON object.</exception>
    public FakeTurn Tool(string tool, string input = "{}", string output = "")
    {
        ArgumentNullException.ThrowIfNull(output);
        return Tool(tool, input, call => call.Return(output));
    }

    /// <summary>Calls a tool that asks for permissions, writes output while it runs, or fails.</summary>
    /// <param name="tool">The name of the tool, for example <c>bash</c>.</param>
    /// <param name="input">The arguments, as a JSON object.</param>
    /// <param name="configure">Configures the steps of the tool.</param>
    /// <exception cref="ArgumentException"><paramref name="tool"/> is empty, or <paramref name="input"/> is not a JSON object.</exception>
    public FakeTurn Tool(string tool, string input, Action<FakeToolCall> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var arguments = Json.ParseArgument(input, nameof(input));
        ArgumentNullException.ThrowIfNull(configure);
        var call = new FakeToolCall(tool);
        configure(call);
        return Add(async (run, token) =>
        {
            ToolRun? started = null;
            run.Do(() => (started = run.CallTool(tool, arguments)).ShowRunning());
            await call.PlayAsync(started!, token).ConfigureAwait(false);
            run.Do(started!.Finish);
        });
    }

    /// <summary>Asks the user one question with the tool <c>question</c>, and waits for the reply.</summary>
    /// <param name="question">The question.</param>
    /// <param name="labels">The labels of the options.</param>
    /// <exception cref="ArgumentException"><paramref name="question"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public FakeTurn Question(string question, params string[] labels)
    {
        ArgumentException.ThrowIfNullOrEmpty(question);
        ArgumentNullException.ThrowIfNull(labels);
        return Question(new QuestionInfo
        {
            Question = question,
            Header = question,
            Options = [.. labels.Select(label => new QuestionOption { Label = label, Description = label })],
        });
    }

    /// <summary>Asks the user questions with the tool <c>question</c>, and waits for the reply. A dismissal ends the turn.</summary>
    /// <param name="questions">The questions.</param>
    /// <exception cref="ArgumentException"><paramref name="questions"/> is empty.</exception>
    public FakeTurn Question(params QuestionInfo[] questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Length == 0)
        {
            throw new ArgumentException("At least one question is required.", nameof(questions));
        }

        var json = Json.FromModels(questions);
        return Add(async (run, token) =>
        {
            ToolRun? started = null;
            run.Do(() => (started = run.CallTool("question", new JsonObject { ["questions"] = json.DeepClone() })).ShowRunning());
            await started!.AskQuestionsAsync((JsonArray)json.DeepClone(), token).ConfigureAwait(false);
            run.Do(started!.Finish);
        });
    }

    /// <summary>Returns the object that the prompt requests with a JSON schema, as the structured output of the turn.</summary>
    /// <param name="json">The object, as JSON.</param>
    /// <exception cref="ArgumentException"><paramref name="json"/> is not a JSON object.</exception>
    public FakeTurn Structured(string json)
    {
        var value = Json.ParseArgument(json, nameof(json));
        return Add((run, _) =>
        {
            run.Do(() =>
            {
                var tool = run.CallTool("StructuredOutput", value);
                tool.ShowRunning();
                tool.Output = "Structured output captured successfully.";
                tool.Title = "Structured Output";
                tool.Metadata = new JsonObject { ["valid"] = true };
                tool.Finish();
                run.SetStructured(value);
            });
            return Task.CompletedTask;
        });
    }

    /// <summary>Runs a subagent in its own session with the tool <c>task</c>.</summary>
    /// <param name="description">The task of the subagent, which becomes the title of its session and its prompt.</param>
    /// <param name="script">The script of the subagent. Its text is the result of the tool.</param>
    /// <param name="agent">The name of the subagent; <c>general</c> by default.</param>
    /// <exception cref="ArgumentException"><paramref name="description"/> or <paramref name="agent"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="script"/> is null.</exception>
    public FakeTurn SubAgent(string description, Action<FakeTurn> script, string agent = "general")
    {
        ArgumentException.ThrowIfNullOrEmpty(description);
        ArgumentNullException.ThrowIfNull(script);
        ArgumentException.ThrowIfNullOrEmpty(agent);
        return Add((run, token) => SubAgentRun.PlayAsync(run, description, agent, script, token));
    }

    /// <summary>
    /// Sets the usage of the agent's current message; zero by default. Call it again after a tool call to set the usage of the
    /// next message.
    /// </summary>
    /// <param name="input">The number of input tokens.</param>
    /// <param name="output">The number of output tokens.</param>
    /// <param name="reasoning">The number of reasoning tokens.</param>
    /// <param name="cacheRead">The number of tokens read from the cache.</param>
    /// <param name="cacheWrite">The number of tokens written to the cache.</param>
    /// <param name="cost">The cost in US dollars.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public FakeTurn Usage(long input = 0, long output = 0, long reasoning = 0, long cacheRead = 0, long cacheWrite = 0, decimal cost = 0)
    {
        foreach (var (value, name) in new[] { (input, nameof(input)), (output, nameof(output)), (reasoning, nameof(reasoning)), (cacheRead, nameof(cacheRead)), (cacheWrite, nameof(cacheWrite)) })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        return Do(run =>
        {
            run.Usage = Usages.Create(input, output, reasoning, cacheRead, cacheWrite);
            run.Cost = cost;
        });
    }

    /// <summary>
    /// Sets the reason why the model stops at the end of the turn, for example <c>length</c>; <c>stop</c> by default.
    /// </summary>
    /// <param name="reason">The reason.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is empty.</exception>
    public FakeTurn Finish(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return Do(run => run.FinishReason = reason);
    }

    /// <summary>Ends the turn with an error of the model's provider. Later steps are skipped.</summary>
    /// <param name="message">The error message of the provider.</param>
    /// <param name="statusCode">The HTTP status code of the provider; 400 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public FakeTurn Fail(string message, int statusCode = 400)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = new JsonObject { ["error"] = new JsonObject { ["message"] = message } };
        return Fail(new JsonObject
        {
            ["name"] = "APIError",
            ["data"] = new JsonObject
            {
                ["message"] = message,
                ["statusCode"] = statusCode,
                ["isRetryable"] = statusCode is 429 or >= 500,
                ["responseHeaders"] = new JsonObject { ["content-type"] = "application/json" },
                ["responseBody"] = body.ToJsonString(),
                ["metadata"] = new JsonObject { ["url"] = "http://model.test/v1/chat/completions" },
            },
        });
    }

    /// <summary>Ends the turn with an error. Later steps are skipped.</summary>
    /// <param name="error">The error, for example a <see cref="ProviderAuthError"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public FakeTurn Fail(MessageError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Fail((JsonObject)Json.FromModel(error));
    }

    /// <summary>Reports that the request to the model failed and is retried after a delay, and waits for the delay.</summary>
    /// <param name="message">The error message of the provider.</param>
    /// <param name="delay">The delay; none by default.</param>
    /// <param name="attempt">The number of the failed attempt; 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> or <paramref name="attempt"/> is negative.</exception>
    public FakeTurn Retry(string message, TimeSpan delay = default, int attempt = 1)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        Do(run => run.Store.SetStatus(run.Session, "retry", status =>
        {
            status["attempt"] = attempt;
            status["message"] = message;
            status["next"] = run.Store.Now + (long)delay.TotalMilliseconds;
        }));
        Delay(delay);
        return Do(run => run.Store.SetStatus(run.Session, "busy"));
    }

    /// <summary>Waits for a delay, measured by <see cref="FakeOpenCodeOptions.TimeProvider"/>.</summary>
    /// <param name="delay">The delay.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public FakeTurn Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return delay == TimeSpan.Zero ? this : Add((run, token) => run.Store.Options.TimeProvider.WaitAsync(delay, token));
    }

    /// <summary>
    /// Waits for a task, for example for a <see cref="TaskCompletionSource{TResult}"/> that the test completes.
    /// </summary>
    /// <param name="task">The task. If it fails, the turn fails.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public FakeTurn Wait(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add((_, token) => task.OrCanceledAsync(token));
    }

    /// <summary>Waits indefinitely. The turn ends only when it is aborted.</summary>
    public FakeTurn Hang() => Wait(new TaskCompletionSource<bool>().Task);

    /// <summary>Ends all event streams of the fake as if the connection was lost. The turn continues.</summary>
    public FakeTurn CutStreams() => Do(run => run.Runner.Events.Cut());

    /// <summary>Changes the to-do list of the agent.</summary>
    /// <param name="todos">The complete list.</param>
    /// <exception cref="ArgumentNullException"><paramref name="todos"/> is null.</exception>
    public FakeTurn Todos(params Todo[] todos)
    {
        ArgumentNullException.ThrowIfNull(todos);
        return Do(run => run.Store.SetTodos(run.Session, Json.FromModels(todos)));
    }

    /// <summary>Sets the title of the session, as the server does after the first prompt.</summary>
    /// <param name="title">The title.</param>
    /// <exception cref="ArgumentNullException"><paramref name="title"/> is null.</exception>
    public FakeTurn Title(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return Do(run =>
        {
            run.Session.Info["title"] = title;
            run.Store.Update(run.Session);
        });
    }

    /// <summary>Sends an event in the directory of the session, for example a <see cref="FileEditedEvent"/>.</summary>
    /// <param name="e">The event. If it has no identifier, the fake assigns one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="e"/> is null.</exception>
    public FakeTurn Send(Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var json = (JsonObject)Json.FromModel(e);
        return Do(run => run.Runner.Events.Publish(run.Session.Directory, json.Clone()));
    }

    /// <summary>
    /// Determines the next steps at this point of the turn, for example based on <see cref="LastPermissionReply"/>.
    /// </summary>
    /// <param name="script">Adds the steps to the turn.</param>
    /// <exception cref="ArgumentNullException"><paramref name="script"/> is null.</exception>
    /// <example><code>
    /// turn.Then(t => t.Text(t.LastPermissionReply?.Reply == PermissionReply.Reject ? "Then not." : "Done."));
    /// </code></example>
    public FakeTurn Then(Action<FakeTurn> script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return Add((run, _) =>
        {
            var next = new FakeTurn(Prompt, _replies);
            script(next);
            return run.PlayAsync(next);
        });
    }

    private FakeTurn Write(string type, string[] deltas)
    {
        ArgumentNullException.ThrowIfNull(deltas);
        foreach (var delta in deltas)
        {
            ArgumentNullException.ThrowIfNull(delta, nameof(deltas));
            Do(run => run.Write(type, delta));
        }

        return this;
    }

    private FakeTurn Fail(JsonObject error) => Add((_, _) => throw new TurnFailure(error));

    private FakeTurn Do(Action<TurnRun> change) => Add((run, _) =>
    {
        run.Do(() => change(run));
        return Task.CompletedTask;
    });

    private FakeTurn Add(TurnStep step)
    {
        _steps.Add(step);
        return this;
    }
}
