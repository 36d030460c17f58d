using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Finds the script for a prompt. Thread-safe.</summary>
internal sealed class ScriptBook
{
    private readonly object _gate = new();
    private readonly List<(Func<FakePrompt, bool> Condition, Action<FakeTurn> Script)> _scripts = [];

    public void Add(Func<FakePrompt, bool> condition, Action<FakeTurn> script)
    {
        lock (_gate)
        {
            _scripts.Add((condition, script));
        }
    }

    /// <summary>Returns the last matching script, so that a test can replace the script of its fixture.</summary>
    public Action<FakeTurn> Find(FakePrompt prompt)
    {
        List<(Func<FakePrompt, bool> Condition, Action<FakeTurn> Script)> scripts;
        lock (_gate)
        {
            scripts = [.. _scripts];
        }

        for (var i = scripts.Count - 1; i >= 0; i--)
        {
            if (scripts[i].Condition(prompt))
            {
                return scripts[i].Script;
            }
        }

        return prompt.Kind switch
        {
            FakePromptKind.Shell => static _ => { },
            FakePromptKind.Summary => static turn => turn.Text("A summary."),
            _ => turn => turn.Fail(Missing(turn.Prompt)),
        };
    }

    private static Models.MessageError Missing(FakePrompt prompt) => Json.Read<Models.MessageError>(
        WireFailure.Error("UnknownError", $"FakeOpenCode has no script for the prompt \"{prompt.Text}\". Add one with FakeOpenCode.WhenPrompted."));
}
