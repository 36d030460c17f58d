using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Turns;

/// <summary>Turns that are canceled or take too long. Either stops the agent, at whatever step it is.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TurnStopTests
{
    /// <summary>When a turn is canceled, in relation to a request that it makes.</summary>
    public enum Moment
    {
        BeforeIt,
        OnItsWay,
        AfterTheResponse,
    }

    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task A_timeout_stops_the_agent(CancellationToken cancellationToken)
    {
        // Nothing but the timeout that is tested may pass when the clock moves.
        var timeout = TimeSpan.FromHours(1);
        var patient = new TurnOptions { ResponseTimeout = TimeSpan.FromDays(1) };
        var time = new ShiftedTime();
        using var client = new OpenCodeClient(LiveServer.Server.ClientOptions with { TimeProvider = time, EventStream = new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan } });
        LiveServer.Scripts.Answer("run for ever", request => Endless(request, cancellationToken));
        LiveServer.Scripts.Answer("run out of time", request =>
        {
            time.MoveAhead(timeout);
            return Endless(request, cancellationToken);
        });
        var session = await NewAsync(cancellationToken);
        var failure = await Failure.OfAsync<TimeoutException>(() => client.Session.RunAsync(session.Id, "run out of time", patient with { Timeout = timeout }, cancellationToken));
        Assert.That(((OpenCodeTurnException)failure.InnerException!).End, Is.InstanceOf<PromptLimitReached>().With.Property("Limit").EqualTo(TurnLimit.Timeout));
        await AssertIdleAsync(session.Id, cancellationToken);
        Assert.That(await LastAsync(client.With(new() { Timeout = timeout }), patient), Is.InstanceOf<PromptLimitReached>().With.Property("Limit").EqualTo(TurnLimit.Timeout));
        await AssertIdleAsync(session.Id, cancellationToken);
        Assert.That(await LastAsync(client, patient with { NoProgressTimeout = timeout }), Is.InstanceOf<PromptLimitReached>().With.Property("Limit").EqualTo(TurnLimit.NoProgress));
        await AssertIdleAsync(session.Id, cancellationToken);

        async Task<PromptUpdate?> LastAsync(OpenCodeClient view, TurnOptions options)
        {
            PromptUpdate? last = null;
            await foreach (var update in view.Session.PromptStreamingAsync(session.Id, "run for ever", options, cancellationToken))
            {
                if (update is PromptTextDelta { Text: var text } && text.Contains("goes on", StringComparison.Ordinal))
                {
                    time.MoveAhead(timeout);
                }

                last = update;
            }

            return last;
        }
    }

    [Test]
    public async Task Canceling_stops_the_agent_and_its_sub_agents(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Work on a part for ever", request => Endless(request, cancellationToken));
        Script("cancel a family", new DemoToolCall("task", """{"description":"A part","prompt":"Work on a part for ever","subagent_type":"general"}"""), "Done.");
        var session = await NewAsync(cancellationToken);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client.Session.PromptStreamingAsync(session.Id, "cancel a family", null, source.Token))
            {
                if (update is PromptToolChanged && (await Client.Session.ChildrenAsync(session.Id, cancellationToken)).Count > 0)
                {
                    await source.CancelAsync();
                }
            }
        });
        await AssertIdleAsync(session.Id, cancellationToken);
        foreach (var child in await Client.Session.ChildrenAsync(session.Id, cancellationToken))
        {
            await AssertIdleAsync(child.Id, cancellationToken);
        }
    }

    [Test]
    public async Task Canceling_around_a_request_leaves_the_session_idle([Values("/event", "/prompt_async")] string path, [Values] Moment moment, CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("cancel around a request", request => Endless(request, cancellationToken));
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var client = new OpenCodeClient(new CancelingHandler(path, moment, source), LiveServer.Server.ClientOptions);
        var session = await NewAsync(cancellationToken);
        await Failure.OfAsync<OperationCanceledException>(() => client.Session.RunAsync(session.Id, "cancel around a request", null, source.Token));
        await AssertIdleAsync(session.Id, cancellationToken);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Canceling_before_the_turn_or_when_the_model_is_asked_leaves_the_session_idle(bool isBefore, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LiveServer.Scripts.Answer("cancel the model", request =>
        {
            source.Cancel();
            return Endless(request, cancellationToken);
        });
        var session = await NewAsync(cancellationToken);
        if (isBefore)
        {
            await source.CancelAsync();
        }

        await Failure.OfAsync<OperationCanceledException>(() => Client.Session.RunAsync(session.Id, "cancel the model", null, source.Token));
        await AssertIdleAsync(session.Id, cancellationToken);
    }

    private static Task<Session> NewAsync(CancellationToken cancellationToken) => Client.Session.CreateAsync(cancellationToken: cancellationToken);

    private static async Task AssertIdleAsync(string sessionId, CancellationToken cancellationToken) =>
        Assert.That((await Client.Session.StatusAsync(cancellationToken)).ContainsKey(sessionId), Is.False, $"{sessionId} is idle");

    private static void Script(string prompt, DemoToolCall call, string answer) => LiveServer.Scripts.Answer(prompt, request =>
        request.FollowsTool ? new DemoText(answer) : call);

    private static async IAsyncEnumerable<DemoChunk> Endless(DemoRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new DemoText("It begins ");
        yield return new DemoText($"and goes on {request.Prompt.Length}");
        await cancellationToken.UntilCanceledAsync();
    }

    /// <summary>Cancels around the first request to a path.</summary>
    private sealed class CancelingHandler(string path, Moment moment, CancellationTokenSource source) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
            {
                return await base.SendAsync(request, cancellationToken);
            }

            await CancelIfAsync(Moment.BeforeIt);
            var sending = base.SendAsync(request, cancellationToken);
            await CancelIfAsync(Moment.OnItsWay);
            var response = await sending;
            await CancelIfAsync(Moment.AfterTheResponse);
            return response;
        }

        private Task CancelIfAsync(Moment now) => now == moment ? source.CancelAsync() : Task.CompletedTask;
    }
}
