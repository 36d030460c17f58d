using System.Globalization;
using System.Web;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Pages;

/// <summary>The lists of the v2 API, whose pages name their cursors or end with a number.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class CursorPagesTests
{
    [Test]
    public async Task Every_session_comes_once([Values(0, 1, 4, 5, 6, 11)] int count, CancellationToken cancellationToken)
    {
        using var client = TestClient.Create(request =>
        {
            var (offset, limit, _) = Query(request);
            var items = Enumerable.Range(offset, Math.Max(0, Math.Min(limit, count - offset))).Select(i =>
                $$$$"""{"id":"ses_{{{{i}}}}","projectID":"p","cost":0,"tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}},"time":{"created":1,"updated":1},"title":"t","location":{"directory":"/d"}}""").ToList();

            // The real server names a cursor after the last page, too, and none after an empty one.
            return TestClient.Json($$$"""{"data":[{{{string.Join(',', items)}}}],"cursor":{"previous":null,"next":{{{(items.Count == 0 ? "null" : $"\"{offset + items.Count}\"")}}}}}""");
        });
        var ids = await client.V2.Session.EnumerateAsync(new() { Limit = 5 }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken);
        Assert.That(ids, Is.EqualTo(Enumerable.Range(0, count).Select(i => $"ses_{i}")));
    }

    [Test]
    public async Task Messages_that_do_not_fit_come_in_smaller_pages_and_the_order_stands_in_the_first_request_only(CancellationToken cancellationToken)
    {
        var orders = new List<string?>();
        using var client = TestClient.Create(
            request =>
            {
                var (offset, limit, order) = Query(request);
                orders.Add($"{offset}{order}");
                var items = Enumerable.Range(offset, Math.Min(limit, 20 - offset)).Select(i =>
                    $$$"""{"id":"msg_{{{i}}}","time":{"created":1},"type":"agent-switched","agent":"{{{new string('x', i < 2 ? 3000 : 10)}}}"}""").ToList();
                return TestClient.Json($$$"""{"data":[{{{string.Join(',', items)}}}],"cursor":{"next":{{{(items.Count == 0 ? "null" : $"\"{offset + items.Count}\"")}}}}}""");
            },
            TestClient.Options with { MaxResponseBytes = 4000 });
        var messages = await client.V2.Session.EnumerateMessagesAsync("ses_1", new() { Limit = 8, Order = V2SessionListOrder.Asc }, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(messages, Has.Count.EqualTo(20));
        Assert.That(orders.Where(o => o!.StartsWith('0')), Has.All.EqualTo("0asc"));
        Assert.That(orders.Where(o => !o!.StartsWith('0')), Has.None.Contains("asc"));
    }

    [Test]
    public async Task History_goes_on_after_the_last_number(CancellationToken cancellationToken)
    {
        using var client = TestClient.Create(request =>
        {
            var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
            var (after, limit) = (int.Parse(query["after"] ?? "0"), int.Parse(query["limit"]!));
            var items = Enumerable.Range(after + 1, Math.Min(limit, 11 - after)).Select(i =>
                $$$$"""{"id":"evt_{{{{i}}}}","type":"session.next.agent.switched","durable":{"aggregateID":"ses_1","seq":{{{{i}}}},"version":1},"data":{"timestamp":1,"sessionID":"ses_1","messageID":"msg_1","agent":"plan"}}""").ToList();
            return TestClient.Json($$$"""{"data":[{{{string.Join(',', items)}}}],"hasMore":{{{(after + items.Count < 11 ? "true" : "false")}}}}""");
        });
        var numbers = await client.V2.Session.EnumerateHistoryAsync("ses_1", new() { Limit = "4", After = "2" }, cancellationToken).Select(e => e.Seq).ToListAsync(cancellationToken);
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(3, 9)));
    }

    [Test]
    public async Task A_cursor_that_leads_around_ends_the_enumeration(CancellationToken cancellationToken)
    {
        var requests = 0;
        using var client = TestClient.Create(_ => TestClient.Json($$$"""{"data":[{"id":"msg_1","time":{"created":1},"type":"agent-switched","agent":"a"}],"cursor":{"next":"{{{requests++ % 2}}}"}}"""));
        await client.V2.Session.EnumerateMessagesAsync("ses_1", cancellationToken: cancellationToken).CountAsync(cancellationToken);
        Assert.That(requests, Is.EqualTo(3));
    }

    private static (int Offset, int Limit, string? Order) Query(HttpRequestMessage request)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        return (int.Parse(query["cursor"] ?? "0", CultureInfo.InvariantCulture), int.Parse(query["limit"]!, CultureInfo.InvariantCulture), query["order"]);
    }
}
