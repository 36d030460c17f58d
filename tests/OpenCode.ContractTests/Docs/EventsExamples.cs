using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/events.md. <see cref="EventsExampleTests"/> runs each of them.</summary>
internal sealed class EventsExamples(OpenCodeClient client)
{
    public async Task ViewAsync(Session session, Action<SessionSnapshot> Render, Func<Task> use)
    {
        #region view
        await using var view = await client.Session.OpenViewAsync(session.Id);
        view.Changed += (_, _) => Render(view.Snapshot);
        #endregion
        await use();
    }

    public async Task ViewSlowlyAsync(Session session, Func<SessionView, Task> use)
    {
        #region interval
        await using var view = await client.Session.OpenViewAsync(session.Id, new() { ChangeInterval = TimeSpan.FromMilliseconds(50) });
        #endregion
        await use(view);
    }

    public async Task WaitAsync(Session session)
    {
        #region hub
        await using var hub = client.CreateEventHub();
        await foreach (var e in hub.SubscribeAsync(new() { SessionId = session.Id, Types = ["session.idle"] }))
        {
            if (e is SessionIdleEvent)
                break;
        }
        #endregion
    }

    public async Task ViewBothAsync(Session first, Session second, Func<SessionView, SessionView, Task> use)
    {
        #region global-hub
        await using var hub = client.CreateGlobalEventHub();
        await using var one = await client.In(first.Directory).Session.OpenViewAsync(first.Id, hub);
        await using var two = await client.In(second.Directory).Session.OpenViewAsync(second.Id, hub);
        #endregion
        await use(one, two);
    }
}
