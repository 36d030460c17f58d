using System.Collections.Concurrent;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Sdk.Tests.Sessions;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

/// <summary>T11: whose events come through which hub.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class GlobalHubTests
{
    [TestCase(null, null)]
    [TestCase("/x", "/x")]
    [TestCase("/x", "/x/")]
    [TestCase("/x/y", "/x//./z/../y/")]
    [TestCase("C:\\Work", "c:/work/")]
    [TestCase("/", "/")]
    public async Task T11_A_hub_serves_its_own_directory_however_it_is_spelled(string? hubs, string? views, CancellationToken cancellationToken)
    {
        await using var server = ViewServer.Create(request => request.StayOpenAsync());
        using var client = StreamScript.Client(server.Url);
        using var other = StreamScript.Client(server.Url);
        await using var hub = In(client, hubs).CreateEventHub();
        await using var view = await In(other, views).Session.OpenViewAsync("ses_1", hub, cancellationToken);
        Assert.That(view.Snapshot.IsCurrent, Is.True);
    }

    [TestCase(null, "/x")]
    [TestCase("/x", null)]
    [TestCase("/x", "/y")]
    [TestCase("/x", "/x/y")]
    [TestCase("/x", "/X")]
    public void T11_A_hub_of_another_directory_is_refused(string? hubs, string? views)
    {
        using var client = new OpenCodeClient();
        var hub = In(client, hubs).CreateEventHub();
        var view = In(client, views);
        var failure = Assert.Throws<ArgumentException>(() => view.Session.OpenViewAsync("ses_1", hub))!;
        Assert.That(failure.ParamName, Is.EqualTo("hub"));
        Assert.That(failure.Message, Does.Contain(hubs ?? "the server's own directory").And.Contain(views ?? "the server's own directory").And.Contain("CreateGlobalEventHub"));
        Assert.Throws<ArgumentException>(() => hub.RequireServes(new ServerGroups(view.Session)));
    }

    [Test]
    public void T11_A_hub_of_another_workspace_or_server_is_refused_and_one_for_all_directories_only_of_another_server()
    {
        using var client = new OpenCodeClient();
        using var other = new OpenCodeClient(new Uri("http://localhost:4097"));
        var hub = client.In("/x", "one").CreateEventHub();
        var all = client.In("/x", "one").CreateGlobalEventHub();
        Assert.Throws<ArgumentException>(() => client.In("/x", "two").Session.OpenViewAsync("ses_1", hub));
        Assert.Throws<ArgumentException>(() => client.In("/x").Session.OpenViewAsync("ses_1", hub));
        Assert.Throws<ArgumentException>(() => other.In("/x", "one").Session.OpenViewAsync("ses_1", hub));
        Assert.Throws<ArgumentException>(() => other.Session.OpenViewAsync("ses_1", all));
        Assert.DoesNotThrow(() => all.RequireServes(new ServerGroups(client.In("/y", "two").Session)));
        Assert.Throws<ArgumentException>(() => hub.SubscribeAsync(new() { Directory = "/y" }));
        Assert.Throws<ArgumentException>(() => hub.SubscribeAsync(new() { Directory = "" }));
        Assert.DoesNotThrow(() => hub.SubscribeAsync(new() { Directory = "/x/" }));
    }

    [Test]
    public async Task T11_One_connection_serves_views_of_all_directories_and_each_reader_gets_its_own_events(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        using var greeted = new CountdownEvent(6);
        var allGreeted = new TaskCompletionSource();
        var requests = new ConcurrentQueue<string>();
        await using var server = ViewServer.Create(
            async request =>
            {
                await go.Task;
                foreach (var (directory, text) in new (string?, string)[]
                {
                    ("/x", ViewServer.Status("ses_1", "busy")), ("/y", ViewServer.Edited("y1")), ("/own", ViewServer.Edited("own1")), ("/x", ViewServer.Edited("x1")),
                    ("/x", """{"type":"sync","syncEvent":{"id":"evt_s","type":"none.1","seq":0,"aggregateID":"ses_1","data":{}}}"""),
                    ("/y", ViewServer.Status("ses_2", "busy")), ("global", StreamScript.Numbered(1)), (null, """{"type":"server.heartbeat","properties":{}}"""),
                    ("/y", ViewServer.Edited("y2")), ("/own", ViewServer.Edited("own2")), ("/x", ViewServer.Edited("x2")),
                })
                {
                    await request.SendEventAsync(ViewServer.Global(directory, text));
                }

                await request.StayOpenAsync();
            },
            new Dictionary<string, string> { ["/link"] = "/x", ["/x/../x/"] = "/x", ["/y/"] = "/y" },
            requests: requests);
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.In("/elsewhere").CreateGlobalEventHub();
        var readers = new Dictionary<string, Task<List<string>>>
        {
            ["x1,1,server.heartbeat,x2"] = ReadAsync(4, hub.SubscribeAsync(new ServerGroups(client.In("/link").Session), new() { Types = ["file.edited", "test.numbered", "server.heartbeat"] }, cancellationToken)),
            ["1,server.heartbeat,y1,y2"] = ReadAsync(4, hub.SubscribeAsync(new ServerGroups(client.In("/y").Session), new() { Types = ["file.edited", "test.numbered", "server.heartbeat"] }, cancellationToken)),
            ["own1,own2"] = ReadAsync(2, hub.SubscribeAsync(new ServerGroups(client.Session), new() { Types = ["file.edited"] }, cancellationToken)),
            ["x1,x2"] = ReadAsync(2, hub.SubscribeAsync(new() { Types = ["file.edited"], Directory = "/x/../x/" }, cancellationToken)),
            ["session.status"] = ReadAsync(1, hub.SubscribeAsync(new() { SessionId = "ses_1" }, cancellationToken)),
            ["own1,own2,x1,x2,y1,y2"] = ReadAsync(6, hub.SubscribeAsync(new() { Types = ["file.edited"] }, cancellationToken)),
        };
        await using var first = await client.In("/x").Session.OpenViewAsync("ses_1", hub, cancellationToken);
        await using var second = await client.In("/y/").Session.OpenViewAsync("ses_2", hub, cancellationToken);
        Task[] busy = [WhenBusyAsync(first), WhenBusyAsync(second)];
        await allGreeted.Task.WaitAsync(cancellationToken);
        go.SetResult();
        foreach (var (expected, reader) in readers)
        {
            var seen = await reader;
            Assert.That(seen[0], Is.EqualTo("server.connected"));
            Assert.That(string.Join(',', seen.Skip(1).Order(StringComparer.Ordinal)), Is.EqualTo(string.Join(',', expected.Split(',').Order(StringComparer.Ordinal))));
        }

        await Task.WhenAll(busy).WaitAsync(cancellationToken);
        Assert.That(requests.Count(path => path == "/global/event"), Is.EqualTo(1));
        Assert.That(requests, Has.None.EqualTo("/event"));

        async Task<List<string>> ReadAsync(int count, IAsyncEnumerable<Event> events)
        {
            var seen = new List<string>();
            await foreach (var e in events)
            {
                seen.Add(e is FileEditedEvent edited ? edited.Properties.File : StreamScript.Text(e));
                if (seen.Count == 1 && greeted.Signal())
                {
                    allGreeted.SetResult();
                }

                if (seen.Count == count + 1)
                {
                    break;
                }
            }

            return seen;
        }
    }

    [Test]
    public async Task T11_Losses_and_what_can_not_be_read_reach_every_reader_of_a_hub_for_all_directories(CancellationToken cancellationToken)
    {
        var go = new TaskCompletionSource();
        await using var server = ViewServer.Create(async request =>
        {
            await go.Task;
            await request.SendEventAsync("{ no JSON");
            await request.EndStreamAsync();
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateGlobalEventHub();
        await using var one = hub.SubscribeAsync(new() { Directory = "/x" }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var other = hub.SubscribeAsync(new() { Directory = "/y", SessionId = "ses_1" }, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await one.MoveNextAsync();
        await other.MoveNextAsync();
        go.SetResult();
        foreach (var reader in new[] { one, other })
        {
            var seen = new List<string>();
            for (var i = 0; i < 3; i++)
            {
                await reader.MoveNextAsync();
                seen.Add(StreamScript.Text(reader.Current));
            }

            Assert.That(seen, Is.EqualTo(new[] { "unreadable", "gap", "server.connected" }));
        }
    }

    private static OpenCodeClient In(OpenCodeClient client, string? directory) => directory is null ? client : client.In(directory);

    private static Task WhenBusyAsync(SessionView view)
    {
        var busy = new TaskCompletionSource();
        view.Changed += (_, _) => Look();
        Look();
        return busy.Task;

        void Look()
        {
            if (view.Snapshot.Status is SessionStatusBusy)
            {
                busy.TrySetResult();
            }
        }
    }
}
