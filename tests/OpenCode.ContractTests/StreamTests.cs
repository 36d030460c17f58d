using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>All four event streams of a real server, over a proxy that cuts them and over restarts.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class StreamTests
{
    private static readonly Fault[] s_faults =
    [
        Fault.CutAfter(700), Fault.HalfCloseAfter(700), Fault.Answer(503), Fault.StallAfter(700), new() { SplitsEveryByte = true, Bytes = 2_000 },
        new() { Garbage = "garbage\n\n: and more\n\n", Bytes = 2_000 },
    ];

    [TestCaseSource(nameof(s_faults))]
    public async Task Classic_streams_go_on_and_say_where_they_were_cut(Fault fault, CancellationToken cancellationToken)
    {
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        using var client = LiveServer.ClientThrough(proxy, fault);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var making = MakeEventsAsync(stop.Token);
        Fault[] faults = [fault.Status is null ? fault : Fault.CutAfter(700), fault];
        proxy.Plan(faults);
        await client.Event.SubscribeAsync(cancellationToken).SkipWhile(e => e is not StreamGapEvent).FirstAsync(e => e.SessionId is not null, cancellationToken);
        proxy.Plan(faults);
        await client.Global.EventAsync(cancellationToken).SkipWhile(e => e.Payload is not StreamGapEvent).FirstAsync(e => e.Payload.SessionId is not null, cancellationToken);
        proxy.Plan(faults);
        await client.V2.Event.SubscribeAsync(cancellationToken).SkipWhile(e => e is not V2StreamGapEvent).FirstAsync(e => e.SessionId is not null, cancellationToken);
        await stop.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => making);
        await proxy.WhenOpenAsync(0, cancellationToken);
    }

    [Test]
    public async Task A_durable_stream_loses_and_doubles_nothing(CancellationToken cancellationToken)
    {
        const int Prompts = 25;
        var session = (await LiveServer.Client.V2.Session.CreateAsync(new(), cancellationToken)).Data;
        await using var proxy = new FaultProxy(LiveServer.Server.Url);
        var random = new Random(42);
        proxy.Plan([.. Enumerable.Range(0, 20).Select(_ => Fault.CutAfter(random.Next(200, 1_500)))]);
        using var client = LiveServer.ClientThrough(proxy, longestDelay: TimeSpan.FromMilliseconds(5));
        var admitted = new List<string>();
        for (var i = 0; i < Prompts; i++)
        {
            var answer = await LiveServer.Client.V2.Session.PromptAsync(session.Id, new() { Prompt = new() { Text = $"prompt {i}" } }, cancellationToken);
            admitted.Add(answer.Data.Id);
        }

        var seen = new List<SessionDurableEvent>();
        await foreach (var e in client.V2.Session.EventsAsync(session.Id, cancellationToken: cancellationToken))
        {
            seen.Add(e);
            if (e is V2SessionNextPromptAdmittedEvent { Data.MessageId: var id } && id == admitted[^1])
            {
                break;
            }
        }

        Assert.That(proxy.Streams, Is.GreaterThan(10), "there were cuts");
        Assert.That(seen.OfType<V2SessionNextPromptAdmittedEvent>().Select(e => e.Data.MessageId), Is.EqualTo(admitted));
        var kept = new List<long?>();
        long after = 0;
        while (true)
        {
            var page = await LiveServer.Client.V2.Session.HistoryAsync(session.Id, new() { After = $"{after}" }, cancellationToken);
            kept.AddRange(page.Data.Select(e => e.Seq));
            after = kept[^1]!.Value;
            if (!page.HasMore)
            {
                break;
            }
        }

        Assert.That(seen.Select(e => e.Seq), Is.EqualTo(kept.Take(seen.Count)));
    }

    [Test]
    public async Task All_streams_survive_a_server_that_is_killed_and_restarted(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Password = "restart-9012" };
        await using var first = await OpenCodeServer.StartAsync(options, cancellationToken);
        using var client = first.CreateClient(new()
        {
            EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) },
        });
        var session = (await client.V2.Session.CreateAsync(new(), cancellationToken)).Data;
        await client.V2.Session.PromptAsync(session.Id, new() { Prompt = new() { Text = "before" } }, cancellationToken);
        await using var classic = client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var global = client.Global.EventAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var v2 = client.V2.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var durable = client.V2.Session.EventsAsync(session.Id, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await classic.MoveNextAsync();
        await global.MoveNextAsync();
        await v2.MoveNextAsync();
        await durable.MoveNextAsync();
        await first.StopAsync(cancellationToken);

        var rest = Task.WhenAll(
            UntilAsync(classic, e => e is StreamGapEvent),
            UntilAsync(global, e => e.Payload is StreamGapEvent),
            UntilAsync(v2, e => e is V2StreamGapEvent),
            UntilAsync(durable, e => e is V2SessionNextPromptAdmittedEvent { Data.Prompt.Text: "after" }));
        await using var second = await OpenCodeServer.StartAsync(options with { Port = first.Url.Port }, cancellationToken);
        await client.V2.Session.PromptAsync(session.Id, new() { Prompt = new() { Text = "after" } }, cancellationToken);
        await rest;
    }

    private static async Task UntilAsync<T>(IAsyncEnumerator<T> events, Func<T, bool> predicate)
    {
        do
        {
            Assert.That(await events.MoveNextAsync(), Is.True);
        }
        while (!predicate(events.Current));
    }

    private static async Task MakeEventsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await LiveServer.Client.Session.CreateAsync(cancellationToken: cancellationToken);
            await LiveServer.Client.Session.DeleteAsync(session.Id, cancellationToken);
        }
    }
}
