using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Plays the script of a turn: changes the store, which sends events in the same way as the server.</summary>
/// <param name="runner">Starts the turns of sub-agents.</param>
/// <param name="session">The session.</param>
/// <param name="user">The message of the user.</param>
/// <param name="prompt">The prompt.</param>
/// <param name="script">Defines the steps.</param>
internal class TurnRun(TurnRunner runner, StoredSession session, JsonObject user, FakePrompt prompt, Action<FakeTurn> script) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();
    private readonly List<ToolRun> _tools = [];

    private JsonObject? _openText;
    private bool _isStarted;
    private bool _hasTools;
    private int _calls;
    private bool _isDisposed;

    public StoredSession Session => session;

    public FakePrompt Prompt => prompt;

    public TurnRunner Runner => runner;

    public FakeStore Store => runner.Store;

    /// <summary>The current or last message of the assistant.</summary>
    public JsonObject? Message { get; private set; }

    /// <summary>The tokens and the cost of the current step; null for none.</summary>
    public JsonObject? Usage { get; set; }

    public decimal Cost { get; set; }

    /// <summary>The reason why the model stops at the end of the turn.</summary>
    public string FinishReason { get; set; } = "stop";

    /// <summary>
    /// Whether the turn has ended, so that it can't change anything. It is true before the code that plays the script stops.
    /// </summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes when the turn has ended, regardless of the outcome.</summary>
    public Task Done => _done.Task;

    protected JsonObject User => user;

    protected virtual bool IsSummary => false;

    /// <summary>Reports that the session is busy. The gate is locked.</summary>
    public void Begin()
    {
        Store.SetStatus(session, "busy");
        Announce();
        user["summary"] = new JsonObject { ["diffs"] = new JsonArray() };
        Store.Put(session, user);
        Store.SetStatus(session, "busy");
    }

    public async Task PlayAsync()
    {
        try
        {
            var turn = new FakeTurn(prompt, runner.Replies);
            script(turn);
            await PlayAsync(turn).ConfigureAwait(false);
            Do(Complete);
        }
        catch (OperationCanceledException) when (IsOver)
        {
            return;
        }
        catch (TurnRejection)
        {
            TryDo(EndRejected);
        }
        catch (TurnFailure e)
        {
            TryDo(() => EndWithError(e.Error));
        }
        catch (Exception e)
        {
            // The test must see an error in the script.
            TryDo(() => EndWithError(WireFailure.Error("UnknownError", e.Message)));
        }
        finally
        {
            Dispose();
        }
    }

    public async Task PlayAsync(FakeTurn turn)
    {
        foreach (var step in turn.Steps)
        {
            await step(this, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the turn in the same way as an abort.</summary>
    public void Abort()
    {
        lock (Store.Gate)
        {
            TryDo(() => EndWithError(WireFailure.Error("MessageAbortedError", "Aborted")));
            if (!_isDisposed)
            {
                _stop.Cancel();
            }
        }
    }

    /// <summary>Called after the script was played.</summary>
    public void Dispose()
    {
        lock (Store.Gate)
        {
            _isDisposed = true;
            _stop.Dispose();
        }
    }

    /// <summary>Applies a change, unless the turn has ended.</summary>
    /// <exception cref="OperationCanceledException">The turn has ended.</exception>
    public void Do(Action change)
    {
        lock (Store.Gate)
        {
            if (IsOver)
            {
                throw new OperationCanceledException("The turn has ended.");
            }

            change();
        }
    }

    /// <summary>Writes a delta of text or reasoning. The gate is locked.</summary>
    public virtual void Write(string type, string delta)
    {
        if (_hasTools)
        {
            NextStep();
        }

        Start();
        if (_openText?.Text("type") != type)
        {
            CloseText();
            _openText = Messages.OpenText(Store, Message!, type);
            Store.PutPart(session, _openText);
        }

        _text.Append(delta);
        Store.Publish(session, "message.part.delta", new JsonObject
        {
            ["sessionID"] = session.Id, ["messageID"] = Message!.Text("id"), ["partID"] = _openText!.Text("id"), ["field"] = "text", ["delta"] = delta,
        });
    }

    /// <summary>Starts a tool call. The gate is locked.</summary>
    public ToolRun CallTool(string tool, JsonObject input)
    {
        Start();
        CloseText();
        _hasTools = true;
        return AddTool(tool, input);
    }

    /// <summary>Sets the structured output that the prompt requests with a JSON schema. The gate is locked.</summary>
    public void SetStructured(JsonNode value) => Message!["structured"] = value.DeepClone();

    /// <summary>Ends the message. The agent then continues with a new one. The gate is locked.</summary>
    public void NextStep()
    {
        EndStep("tool-calls");
        Store.SetStatus(session, "busy");
        Announce();
        Store.SetStatus(session, "busy");
    }

    /// <summary>Adds a tool call to the message. The gate is locked.</summary>
    protected ToolRun AddTool(string tool, JsonObject input)
    {
        var part = Messages.Tool(Store, Message!, tool, ++_calls);
        var run = new ToolRun(this, part, input);
        _tools.Add(run);
        Store.PutPart(session, part);
        return run;
    }

    /// <summary>Starts the work of the model on the current message, if it has not started. The gate is locked.</summary>
    protected void Start()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            Store.PutPart(session, Messages.StepStart(Store, Message!));
        }
    }

    /// <summary>Ends the turn. The gate is locked.</summary>
    protected virtual void Complete()
    {
        Start();
        EndStep(FinishReason);
        Store.SetStatus(session, "busy");
        EnterIdle();
        Leave();
    }

    protected void EnterIdle()
    {
        IsOver = true;
        Store.SetStatus(session, "idle");
        Store.Publish(session, "session.idle", new JsonObject { ["sessionID"] = session.Id });
    }

    /// <summary>Releases the callers that wait for the end of the turn.</summary>
    protected void Leave()
    {
        runner.Ended(this);
        _done.TrySetResult(true);
    }

    /// <summary>Creates the next message of the assistant.</summary>
    protected void Announce()
    {
        Message = Messages.Assistant(Store, session, user, IsSummary);
        (_isStarted, _hasTools, Usage, Cost) = (false, false, null, 0);
        Store.Put(session, Message);
    }

    /// <summary>Ends the message. The gate is locked.</summary>
    protected void EndStep(string reason)
    {
        CloseText();
        var message = Message!;
        var tokens = Usage ?? Messages.NoTokens();
        if (tokens["total"] is null)
        {
            tokens = Usages.WithTotal(tokens);
        }

        message["cost"] = Cost;
        message["tokens"] = tokens;
        Store.PutPart(session, Messages.StepFinish(Store, message, reason));
        message["finish"] = reason;
        Store.Put(session, message);
        message["time"]!["completed"] = Store.Now;
        Store.Put(session, message);
        Usages.Add(session.Info, Cost, tokens);
        Store.Update(session);
    }

    private void TryDo(Action change)
    {
        lock (Store.Gate)
        {
            if (!IsOver)
            {
                change();
            }
        }
    }

    private void EndRejected()
    {
        EndStep("tool-calls");
        EnterIdle();
        Leave();
    }

    /// <summary>
    /// Ends the turn with an error. As on the server, the session becomes idle before the text and the message are complete.
    /// </summary>
    private void EndWithError(JsonObject error)
    {
        Store.Publish(session, "session.error", new JsonObject { ["sessionID"] = session.Id, ["error"] = error.Clone() });
        runner.Asks.Forget(session.Id);
        var message = Message!;
        IsOver = true;
        foreach (var tool in _tools)
        {
            tool.Interrupt();
        }

        EnterIdle();
        CloseText();
        message["error"] = error.Clone();
        message["time"]!["completed"] = Store.Now;
        Store.Put(session, message);
        Leave();
    }

    private void CloseText()
    {
        if (_openText is not { } part)
        {
            return;
        }

        part["text"] = _text.ToString();
        part["time"]!["end"] = Store.Now;
        Store.PutPart(session, part);
        _openText = null;
        _text.Clear();
    }
}
