using System.Text.Json.Nodes;
using OpenCode.Testing.Store;

namespace OpenCode.Testing.Turns;

/// <summary>Plays a shell command of the user: one tool call without a model. The texts of the script are its output.</summary>
internal sealed class ShellRun(TurnRunner runner, StoredSession session, JsonObject user, FakePrompt prompt, Action<FakeTurn> script)
    : TurnRun(runner, session, user, prompt, script)
{
    private ToolRun? _tool;

    public override void Write(string type, string delta)
    {
        var tool = Run();
        tool.Append(delta);
        tool.ShowRunning();
    }

    protected override void Complete()
    {
        Run().Finish();
        Message!["time"]!["completed"] = Store.Now;
        Store.Put(Session, Message);
        EnterIdle();
        Leave();
    }

    private ToolRun Run()
    {
        if (_tool is null)
        {
            _tool = AddTool("bash", new JsonObject { ["command"] = Prompt.Text });
            _tool.ShowRunning();
        }

        return _tool;
    }
}
