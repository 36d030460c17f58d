using System.Text.Json.Nodes;
using OpenCode.Testing.Store;

namespace OpenCode.Testing.Turns;

/// <summary>Plays a summary of the session. The script provides its text.</summary>
internal sealed class SummaryRun(TurnRunner runner, StoredSession session, JsonObject user, FakePrompt prompt, Action<FakeTurn> script)
    : TurnRun(runner, session, user, prompt, script)
{
    protected override bool IsSummary => true;

    protected override void Complete()
    {
        Start();
        EndStep(FinishReason);
        Store.Publish(Session, "session.compacted", new JsonObject { ["sessionID"] = Session.Id });
        EnterIdle();
        Leave();
    }
}
