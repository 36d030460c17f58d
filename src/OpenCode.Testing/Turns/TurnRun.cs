using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Plays the script of one turn: changes what is stored, which sends the events, in the way of the server.</summary>
/// <param name="runner">Starts the turns of sub-agents.</param>
/// <param name="session">The session.</param>
/// <param name="user">The message of the user.</param>
/// <param name="prompt">The prompt.</param>
/// <param name="script">Says what happens.</param>
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

    /// <summary>The message that the assistant is writing, or has written last.</summary>
    public JsonObject? Message { get; private set; }

    /// <summary>The tokens and the cost of the current step; null for none.</summary>
    public JsonObject? Usage { get; set; }

    public decimal Cost { get; set; }

    /// <summary>Why the model stops at the end of the turn.</summary>
    public string FinishReason { get; set; } = "stop";

    /// <summary>Whether nothing of the turn can happen anymore. The session says so before whoever plays the script notices.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completes when the turn has ended, however it has.</summary>
    public Task Done => _done.Task;

    protected JsonObject User => user;

    protected virtual bool IsSummary => false;

    /// <summary>Says that the session works. The gate is locked.</summary>
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
            // A mistake of the script must show in the test.
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

    /// <summary>Ends the turn as an abort does.</summary>
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

    /// <summary>Called when the script has been played.</summary>
    public void Dispose()
    {
        lock (Store.Gate)
        {
            _isDisposed = true;
            _stop.Dispose();
        }
    }

    /// <summary>Changes something, unless the turn is over.</summary>
    /// <exception cref="OperationCanceledException">The turn is over.</exception>
    public void Do(Action change)
    {
        lock (Store.Gate)
        {
            if (IsOver)
            {
                throw new OperationCanceledException("The turn is over.");
            }

            change();
        }
    }

    /// <summary>Writes a piece of text or reasoning. The gate is locked.</summary>
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

    /// <summary>Begins a tool call. The gate is locked.</summary>
    public ToolRun CallTool(string tool, JsonObject input)
    {
        Start();
        CloseText();
        _hasTools = true;
        return AddTool(tool, input);
    }

    /// <summary>Gives the answer that was asked for with a JSON schema. The gate is locked.</summary>
    public void SetStructured(JsonNode value) => Message!["structured"] = value.DeepClone();

    /// <summary>Ends the message, after which the agent goes on with another one. The gate is locked.</summary>
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

    /// <summary>Begins the work of the model on the current message, if it has not begun. The gate is locked.</summary>
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

    /// <summary>Lets those go on who wait for the end of the turn.</summary>
    protected void Leave()
    {
        runner.Ended(this);
        _done.TrySetResult(true);
    }

    /// <summary>Creates the message that the assistant is going to write.</summary>
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

    /// <summary>As the server does it: the session is idle before the text and the message are complete.</summary>
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
