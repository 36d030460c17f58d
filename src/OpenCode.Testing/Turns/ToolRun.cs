using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Plays a tool call.</summary>
internal sealed class ToolRun(TurnRun turn, JsonObject part, JsonObject input)
{
    private readonly StringBuilder _output = new();
    private readonly long _start = turn.Store.Now;
    private bool _isOver;

    public TurnRun Turn => turn;

    public string Output { get; set; } = "";

    public string? Title { get; set; }

    public string? Error { get; set; }

    public JsonObject? Metadata { get; set; }

    /// <summary>Whether the running state also contains the metadata of the call.</summary>
    public bool ShowsMetadata { get; set; }

    /// <summary>Reports that the tool is running. The gate is locked.</summary>
    public void ShowRunning()
    {
        var state = State("running");
        if (ShowsMetadata && Title is not null)
        {
            state["title"] = Title;
        }

        if (ShowsMetadata && Metadata is not null)
        {
            state["metadata"] = Metadata.Clone();
        }

        Show(state, end: null);
    }

    /// <summary>Shows output before the tool ends.</summary>
    public void Write(string text) => turn.Do(() =>
    {
        Append(text);
        ShowRunning();
    });

    /// <summary>Appends to the output. The gate is locked.</summary>
    public void Append(string text)
    {
        _output.Append(text);
        Output = _output.ToString();
        Metadata ??= [];
        Metadata["output"] = Output;
        ShowsMetadata = true;
    }

    /// <summary>Asks for a permission and waits for the reply.</summary>
    /// <exception cref="TurnRejection">The permission was rejected without a message, which ends the turn.</exception>
    /// <returns>Whether the tool can continue.</returns>
    public async Task<bool> AskPermissionAsync(string permission, IReadOnlyList<string> patterns, IReadOnlyList<string> always, CancellationToken cancellationToken)
    {
        var reply = Task.FromResult(new JsonObject { ["reply"] = "once" });
        turn.Do(() =>
        {
            if (turn.Runner.Asks.IsGranted(permission, patterns))
            {
                return;
            }

            reply = turn.Runner.Asks.AskAsync(AskKind.Permission, turn.Session, new JsonObject
            {
                ["id"] = turn.Store.Ids.Next("per"),
                ["sessionID"] = turn.Session.Id,
                ["permission"] = permission,
                ["patterns"] = Json.Array(patterns),
                ["metadata"] = input.Clone(),
                ["always"] = Json.Array(always),
                ["tool"] = Reference(),
            });
        });
        var body = await reply.OrCanceledAsync(cancellationToken).ConfigureAwait(false);
        if (body.Text("reply") != "reject")
        {
            return true;
        }

        const string Rejected = "The user rejected permission to use this specific tool call";
        if (body.OptionalText("message") is { Length: > 0 } message)
        {
            Error = $"{Rejected} with the following feedback: {message}";
            return false;
        }

        Error = Rejected + ".";
        turn.Do(Finish);
        throw new TurnRejection();
    }

    /// <summary>Asks the user and waits for the reply.</summary>
    /// <exception cref="TurnRejection">The questions were dismissed, which ends the turn.</exception>
    public async Task AskQuestionsAsync(JsonArray questions, CancellationToken cancellationToken)
    {
        Task<JsonObject>? reply = null;
        turn.Do(() => reply = turn.Runner.Asks.AskAsync(AskKind.Question, turn.Session, new JsonObject
        {
            ["id"] = turn.Store.Ids.Next("que"), ["sessionID"] = turn.Session.Id, ["questions"] = questions.DeepClone(), ["tool"] = Reference(),
        }));
        var body = await reply!.OrCanceledAsync(cancellationToken).ConfigureAwait(false);
        if (body["answers"] is not JsonArray answers)
        {
            Error = "The user dismissed this question";
            turn.Do(Finish);
            throw new TurnRejection();
        }

        var pairs = questions.Zip(answers, (q, a) => $"\"{((JsonObject)q!).Text("question")}\"=\"{string.Join(", ", a!.AsArray().Select(label => (string)label!))}\"");
        Output = $"User has answered your questions: {string.Join(", ", pairs)}. You can now continue with the user's answers in mind.";
        Title = questions.Count == 1 ? "Asked 1 question" : $"Asked {questions.Count} questions";
        Metadata = new JsonObject { ["answers"] = answers.DeepClone() };
    }

    /// <summary>Ends the call with its output or error. The gate is locked.</summary>
    public void Finish()
    {
        _isOver = true;
        var state = State(Error is null ? "completed" : "error");
        if (Error is null)
        {
            state["output"] = Output;
            state["title"] = Title ?? "";
            var metadata = Metadata?.Clone() ?? [];
            metadata["truncated"] = false;
            state["metadata"] = metadata;
        }
        else
        {
            state["error"] = Error;
        }

        Show(state, turn.Store.Now);
    }

    /// <summary>Ends the call if it has not ended, because its turn ends. The gate is locked.</summary>
    public void Interrupt()
    {
        if (!_isOver)
        {
            Error = "Tool execution aborted";
            Finish();
        }
    }

    private JsonObject State(string status) => new() { ["status"] = status, ["input"] = input.Clone() };

    private void Show(JsonObject state, long? end)
    {
        var time = new JsonObject { ["start"] = _start };
        if (end is { } at)
        {
            time["end"] = at;
        }

        state["time"] = time;
        part["state"] = state;
        turn.Store.PutPart(turn.Session, part);
    }

    private JsonObject Reference() => new() { ["messageID"] = part.Text("messageID"), ["callID"] = part.Text("callID") };
}
