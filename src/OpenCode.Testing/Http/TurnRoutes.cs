using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>The routes for prompts, commands, shell commands, summaries, aborts, and replies to agents.</summary>
internal sealed class TurnRoutes(FakeStore store, AskBook asks, TurnRunner runner)
{
    public void AddTo(RouteTable routes)
    {
        var gated = new GatedRoutes(routes, store.Gate);
        routes.Add("POST", "/session/{id}/prompt_async", call =>
        {
            Start(call, session => runner.Prompt(session, FakePromptKind.Prompt, Prompt(call.Body())));
            return FakeResponse.Empty();
        });
        routes.Add("POST", "/session/{id}/message", (call, token) => RunAsync(call, session => runner.Prompt(session, FakePromptKind.Prompt, Prompt(call.Body())), token));
        routes.Add("POST", "/session/{id}/command", (call, token) => RunAsync(call, session => runner.Prompt(session, FakePromptKind.Command, Command(call.Body())), token));
        routes.Add("POST", "/session/{id}/shell", (call, token) => RunAsync(call, session => runner.Shell(session, Required(call.Body(), "command")), token));
        routes.Add("POST", "/session/{id}/summarize", async (call, token) =>
        {
            await RunAsync(call, session => runner.Summarize(session, Required(Required(call.Body(), "providerID"), "modelID")), token).ConfigureAwait(false);
            return FakeResponse.Json("true");
        });
        routes.Add("POST", "/session/{id}/abort", call =>
        {
            runner.Abort(call.Id);
            return FakeResponse.Json("true");
        });
        gated.Add("GET", "/permission", call => Waiting(AskKind.Permission, call));
        gated.Add("GET", "/question", call => Waiting(AskKind.Question, call));
        gated.Add("POST", "/permission/{request}/reply", call => Replied(() => asks.ReplyToPermission(call.Id, Required(call.Body(), "reply"))));
        gated.Add("POST", "/session/{id}/permissions/{request}", call => Replied(() => asks.ReplyToPermission(call.Values[1], new JsonObject { ["reply"] = Required(call.Body(), "response").Text("response") })));
        gated.Add("POST", "/question/{request}/reply", call => Replied(() => asks.ReplyToQuestion(call.Id, call.Body()["answers"] as JsonArray ?? throw WireFailure.BadRequest("answers is missing."))));
        gated.Add("POST", "/question/{request}/reject", call => Replied(() => asks.ReplyToQuestion(call.Id, null)));
    }

    /// <summary>Starts a turn and returns its last message when the turn has ended, as the server does.</summary>
    private async Task<FakeResponse> RunAsync(RouteCall call, Func<StoredSession, TurnRun?> start, CancellationToken cancellationToken)
    {
        var run = Start(call, start);
        if (run is null)
        {
            lock (store.Gate)
            {
                return FakeResponse.Of(store.Get(call.Id).Messages[^1].ToJson());
            }
        }

        // As on the server, the turn continues if the caller disconnects.
        await run.Done.OrCanceledAsync(cancellationToken).ConfigureAwait(false);
        lock (store.Gate)
        {
            return FakeResponse.Of(run.Session.Get(run.Message!.Text("id")).ToJson());
        }
    }

    private TurnRun? Start(RouteCall call, Func<StoredSession, TurnRun?> start)
    {
        lock (store.Gate)
        {
            return start(store.Get(call.Id));
        }
    }

    private FakeResponse Waiting(AskKind kind, RouteCall call) => FakeResponse.Of(Json.Array(asks.Waiting(kind, call.Request.Directory).Select(r => r.Clone())));

    private static FakeResponse Replied(Action reply)
    {
        reply();
        return FakeResponse.Json("true");
    }

    private static JsonObject Prompt(JsonObject body)
    {
        if (body["parts"] is not JsonArray parts || parts.Any(p => p is not JsonObject part || part.OptionalText("type") is null))
        {
            throw WireFailure.BadRequest("parts is missing, or one of the parts is not an object with a type.");
        }

        return body;
    }

    /// <summary>
    /// Converts a command to a prompt. The fake has no command templates, so the agent receives the command line.
    /// </summary>
    private static JsonObject Command(JsonObject body)
    {
        Required(Required(body, "command"), "arguments");
        var prompt = new JsonObject();
        body.CopyTo(prompt, "messageID", "agent");
        if (body.OptionalText("model") is { } model && model.IndexOf('/') is > 0 and var slash)
        {
            prompt["model"] = Store.Messages.Model(model.Substring(0, slash), model.Substring(slash + 1));
        }

        var text = new JsonObject { ["type"] = "text", ["text"] = $"/{body.Text("command")} {body.Text("arguments")}".TrimEnd() };
        prompt["parts"] = Json.Array(new JsonNode[] { text }.Concat((body["parts"] as JsonArray ?? []).Select(p => p!.DeepClone())));
        return prompt;
    }

    private static JsonObject Required(JsonObject body, string member) => body.OptionalText(member) is null ? throw WireFailure.BadRequest($"{member} is missing.") : body;
}
