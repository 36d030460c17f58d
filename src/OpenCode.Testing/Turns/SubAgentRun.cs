using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Plays the tool <c>task</c>: a subagent that works in its own session.</summary>
internal static class SubAgentRun
{
    public static async Task PlayAsync(TurnRun parent, string description, string agent, Action<FakeTurn> script, CancellationToken cancellationToken)
    {
        ToolRun? tool = null;
        TurnRun? run = null;
        parent.Do(() =>
        {
            tool = parent.CallTool("task", new JsonObject { ["description"] = description, ["prompt"] = description, ["subagent_type"] = agent });
            var child = parent.Runner.CreateChild(parent.Session, agent, description);
            tool.Title = description;
            tool.Metadata = new JsonObject
            {
                ["parentSessionId"] = parent.Session.Id,
                ["sessionId"] = child.Id,
                ["model"] = new JsonObject { ["modelID"] = parent.Prompt.Model.ModelId, ["providerID"] = parent.Prompt.Model.ProviderId },
            };
            tool.ShowsMetadata = true;
            tool.ShowRunning();
            run = parent.Runner.PromptChild(child, agent, description, script);
            tool.ShowRunning();
            parent.Runner.Enqueue(run);
        });
        await run!.Done.OrCanceledAsync(cancellationToken).ConfigureAwait(false);
        parent.Do(() =>
        {
            var text = Text(run);
            tool!.Output = $"<task id=\"{run.Session.Id}\" state=\"completed\">\n<task_result>\n{text}\n</task_result>\n</task>";
            tool.Finish();
        });
    }

    private static string Text(TurnRun run) =>
        run.Session.Find(run.Message!.Text("id"))?.Parts.LastOrDefault(p => p.Text("type") == "text")?.Text("text") ?? "";
}
