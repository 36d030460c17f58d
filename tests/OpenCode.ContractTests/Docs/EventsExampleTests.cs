using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the examples of docs/events.md with the live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class EventsExampleTests
{
    private static EventsExamples Examples => new(DocsServer.Client);

    [Test]
    public async Task View(CancellationToken cancellationToken)
    {
        var rendered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        await Examples.ViewAsync(
            session,
            snapshot =>
            {
                if (IsComplete(snapshot))
                {
                    rendered.TrySetResult();
                }
            },
            async () =>
            {
                await PromptAsync(session, cancellationToken);
                await rendered.Task.WaitAsync(cancellationToken);
            });
    }

    [Test]
    public async Task View_with_an_interval(CancellationToken cancellationToken)
    {
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        await Examples.ViewSlowlyAsync(session, async view =>
        {
            await PromptAsync(session, cancellationToken);
            await Poll.UntilAsync(() => IsComplete(view.Snapshot), cancellationToken);
        });
    }

    [Test]
    public async Task Hub(CancellationToken cancellationToken)
    {
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        var waiting = Examples.WaitAsync(session);

        // The first prompts can end before the hub is connected.
        while (!waiting.IsCompleted)
        {
            await PromptAsync(session, cancellationToken);
        }

        await waiting;
    }

    [Test]
    public async Task Hub_of_all_directories(CancellationToken cancellationToken)
    {
        var first = await DocsServer.CreateSessionAsync(cancellationToken);
        var other = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "other")).FullName;
        var second = await DocsServer.Client.In(other).Session.CreateAsync(cancellationToken: cancellationToken);
        await Examples.ViewBothAsync(first, second, async (one, two) =>
        {
            await PromptAsync(first, cancellationToken);
            await PromptAsync(second, cancellationToken);
            await Poll.UntilAsync(() => IsComplete(one.Snapshot) && IsComplete(two.Snapshot), cancellationToken);
        });
    }

    private static Task<TurnResult> PromptAsync(Session session, CancellationToken cancellationToken) =>
        DocsServer.Client.In(session.Directory).Session.RunAsync(session.Id, "Say something.", null, cancellationToken);

    private static bool IsComplete(SessionSnapshot snapshot) =>
        snapshot.Messages.Any(message => message.Parts.OfType<TextPart>().Any(part => part.Text == "Fine."));
}
