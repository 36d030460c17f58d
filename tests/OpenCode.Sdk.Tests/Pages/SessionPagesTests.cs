using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Pages;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SessionPagesTests
{
    [Test]
    public async Task Every_session_comes_once([Values] bool all, [Values(0, 1, 4, 5, 6, 10, 11, 23)] int count, [Values(1, 3, 100)] int together, CancellationToken cancellationToken)
    {
        var server = new SessionServer();
        server.Add(count, i => 1000 + (i / together));
        var ids = await ReadAsync(server, all, 5, cancellationToken);
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Is.EquivalentTo(server.Sessions.Keys));
    }

    [Test]
    public async Task A_session_that_moves_meanwhile_is_neither_missed_nor_repeated([Values] bool all, [Values(1, 5)] int pageSize, CancellationToken cancellationToken)
    {
        var server = new SessionServer
        {
            AfterPage = (s, page) =>
            {
                if (page <= 4)
                {
                    // One that has been read, one that has not, and a new one.
                    s.Sessions["ses_0019"] = 2000 + page;
                    s.Sessions[$"ses_{page:d4}"] = 2000 + page;
                    s.Sessions[$"ses_9{page:d3}"] = 2000 + page;
                }
            },
        };
        server.Add(20, i => 1000 + i);
        var before = server.Sessions.Keys.ToList();
        var ids = await ReadAsync(server, all, pageSize, cancellationToken);
        Assert.That(ids, Is.Unique);
        Assert.That(before, Is.SubsetOf(ids));
    }

    [Test]
    public async Task A_server_that_ignores_the_limit_is_asked_once_or_twice([Values(1, 100, 123)] int count, CancellationToken cancellationToken)
    {
        var server = new SessionServer { IgnoresLimit = true };
        server.Add(count, i => i);
        Assert.That(await ReadAsync(server, all: false, null, cancellationToken), Has.Count.EqualTo(count));
        Assert.That(server.Queries, Has.Count.EqualTo(count == 100 ? 2 : 1));
    }

    [Test]
    public async Task Filters_are_part_of_every_request_and_the_view_is_too(CancellationToken cancellationToken)
    {
        var server = new SessionServer();
        server.Add(9, i => 1000 + i);
        using var client = server.CreateClient();
        await foreach (var _ in client.In("/project").Session.EnumerateAsync(new() { Search = "t", Limit = 2 }, cancellationToken))
        {
        }

        Assert.That(server.Queries, Has.Count.EqualTo(4).And.All.Contains("search=t").And.All.Contains("directory=%2Fproject"));
    }

    [Test]
    public async Task The_cursor_of_a_caller_is_where_reading_starts_and_the_front_is_left_out(CancellationToken cancellationToken)
    {
        var server = new SessionServer();
        server.Add(20, i => 1000 + i);
        using var client = server.CreateClient();
        var ids = new List<string>();
        await foreach (var session in client.Experimental.Session.EnumerateAsync(new() { Cursor = 1010, Limit = 3 }, cancellationToken))
        {
            ids.Add(session.Id);
        }

        Assert.That(ids, Is.EqualTo(server.Sessions.Keys.Take(10).Reverse()));
    }

    [Test]
    public async Task The_same_value_can_be_enumerated_twice(CancellationToken cancellationToken)
    {
        var server = new SessionServer();
        server.Add(7, i => 1000 + i);
        using var client = server.CreateClient();
        var sessions = client.Experimental.Session.EnumerateAsync(cancellationToken: cancellationToken);
        Assert.That(await sessions.CountAsync(cancellationToken), Is.EqualTo(7));
        Assert.That(await sessions.CountAsync(cancellationToken), Is.EqualTo(7));
    }

    [Test]
    public void A_page_contains_a_positive_whole_number_of_items([Values(0, -1, long.MinValue)] long limit)
    {
        using var client = TestClient.Create(_ => throw new InvalidOperationException("Nothing is sent."));
        Assert.That(() => client.Session.EnumerateAsync(new() { Limit = limit }), Throws.ArgumentException.With.Message.Contains($"{limit}"));
        Assert.That(() => client.Experimental.Session.EnumerateAsync(new() { Limit = limit }), Throws.ArgumentException);
        Assert.That(() => client.V2.Session.EnumerateAsync(new() { Limit = limit }), Throws.ArgumentException);
        Assert.That(() => client.V2.Session.EnumerateMessagesAsync("ses_1", new() { Limit = limit }), Throws.ArgumentException);
    }

    [Test]
    public void What_can_not_be_sent_is_refused_before_enumeration()
    {
        using var client = TestClient.Create(_ => throw new InvalidOperationException("Nothing is sent."));
        Assert.That(() => client.Session.EnumerateMessagesAsync(""), Throws.ArgumentException);
        Assert.That(() => client.Session.EnumerateMessagesAsync("ses_1", new() { Limit = 0 }), Throws.ArgumentException.With.Message.Contains("Limit is 0"));
        Assert.That(() => client.V2.Session.EnumerateMessagesAsync(""), Throws.ArgumentException);
        Assert.That(() => client.V2.Session.EnumerateMessagesAsync("ses_1", new() { Limit = 201 }), Throws.ArgumentException.With.Message.Contains("200"));
        Assert.That(() => client.V2.Session.EnumerateMessagesAsync("ses_1", new() { Cursor = "c", Order = Models.V2SessionListOrder.Asc }), Throws.ArgumentException);
        Assert.That(() => client.V2.Session.EnumerateHistoryAsync(""), Throws.ArgumentException);
        Assert.That(() => client.V2.Session.EnumerateHistoryAsync("ses_1", new() { Limit = "many" }), Throws.ArgumentException.With.Message.Contains("many"));
        Assert.That(() => client.V2.Session.EnumerateHistoryAsync("ses_1", new() { Limit = "101" }), Throws.ArgumentException.With.Message.Contains("101"));
    }

    [Test]
    public async Task Cancellation_ends_the_enumeration_between_pages_and_within()
    {
        var server = new SessionServer();
        server.Add(30, i => 1000 + i);
        using var client = server.CreateClient();
        using var cancelling = new CancellationTokenSource();
        var count = 0;
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Session.EnumerateAsync(new() { Limit = 10 }).WithCancellation(cancelling.Token))
            {
                if (++count == 5)
                {
                    await cancelling.CancelAsync();
                }
            }
        });
        Assert.That(count, Is.LessThanOrEqualTo(10));
        Assert.That(server.Queries, Has.Count.EqualTo(1));
    }

    private static async Task<List<string>> ReadAsync(SessionServer server, bool all, int? pageSize, CancellationToken cancellationToken)
    {
        using var client = server.CreateClient();
        return all
            ? await client.Experimental.Session.EnumerateAsync(new() { Limit = pageSize }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken)
            : await client.Session.EnumerateAsync(new() { Limit = pageSize }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken);
    }
}
