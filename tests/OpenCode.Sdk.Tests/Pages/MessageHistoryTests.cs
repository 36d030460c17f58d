using OpenCode.Models;
using OpenCode.Pages;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Pages;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class MessageHistoryTests
{
    private static readonly MessagePaging[] s_pagings = Enum.GetValues<MessagePaging>();

    [Test]
    public async Task Every_message_comes_once_from_the_newest_to_the_oldest([ValueSource(nameof(s_pagings))] MessagePaging paging, [Values(0, 1, 4, 5, 6, 10, 11, 23)] int count, CancellationToken cancellationToken)
    {
        var server = new MessageServer(paging);
        server.Add(count);
        Assert.That(await ReadAsync(server, 5, cancellationToken), Is.EqualTo(Ids(server)));
    }

    [Test]
    public async Task Pages_that_are_too_large_are_read_in_smaller_ones([ValueSource(nameof(s_pagings))] MessagePaging paging, CancellationToken cancellationToken)
    {
        var server = new MessageServer(paging == MessagePaging.None ? MessagePaging.Cursors : paging);
        server.Add(20);
        server.Add(3, length: 20_000);
        var maximum = paging == MessagePaging.Cursors ? 25_000 : 80_000;
        Assert.That(await ReadAsync(server, 16, cancellationToken, maximum), Is.EqualTo(Ids(server)));
    }

    [Test]
    public async Task Pages_grow_again_after_what_was_large(CancellationToken cancellationToken)
    {
        var server = new MessageServer(MessagePaging.Cursors);
        server.Add(100);
        server.Add(1, length: 90_000);
        Assert.That(await ReadAsync(server, 64, cancellationToken), Is.EqualTo(Ids(server)));
        Assert.That(server.Queries, Has.Count.LessThan(16));
        Assert.That(server.Queries[^1], Does.Contain("limit=64").And.Contain("before="));
    }

    [Test]
    public async Task A_message_that_is_too_large_on_its_own_is_reported_and_hides_nothing([Values(0, 7, 19)] int position, CancellationToken cancellationToken)
    {
        var server = new MessageServer(MessagePaging.Cursors);
        server.Add(20);
        var large = server.Messages[position].Id;
        server.Messages[position] = (large, 200_000);
        var read = new List<string>();
        using var client = server.CreateClient();
        await foreach (var message in MessageHistory.ReadBackwardsAsync(client.Session, "ses_1", 8, null, skipped => read.Add("-" + (skipped.MessageId ?? large)), cancellationToken))
        {
            read.Add(((UserMessage)message.Info).Id);
        }

        Assert.That(read, Is.EqualTo(Ids(server).Select(id => id == large ? "-" + id : id)));
    }

    [Test]
    public async Task The_only_message_may_be_too_large(CancellationToken cancellationToken)
    {
        var server = new MessageServer(MessagePaging.Cursors);
        server.Add(1, length: 200_000);
        Assert.That(await ReadAsync(server, 8, cancellationToken), Is.Empty);
    }

    [Test]
    public async Task Without_a_way_past_a_message_that_is_too_large_reading_fails([Values(MessagePaging.LimitOnly, MessagePaging.None)] MessagePaging paging, [Values(0, 19)] int position, CancellationToken cancellationToken)
    {
        var server = new MessageServer(paging);
        server.Add(20);
        server.Messages[position] = (server.Messages[position].Id, 200_000);
        var failure = await Failure.OfAsync<OpenCodeProtocolException>(() => ReadAsync(server, 8, cancellationToken));
        Assert.That(failure.IsTooLarge, Is.True);
    }

    [Test]
    public async Task Nobody_who_can_be_told_means_that_reading_fails(CancellationToken cancellationToken)
    {
        var server = new MessageServer(MessagePaging.Cursors);
        server.Add(2);
        server.Add(1, length: 200_000);
        using var client = server.CreateClient();
        await Failure.OfAsync<OpenCodeProtocolException>(async () =>
        {
            await foreach (var _ in MessageHistory.ReadBackwardsAsync(client.Session, "ses_1", 8, null, null, cancellationToken))
            {
            }
        });
    }

    [Test]
    public async Task Messages_that_are_added_or_removed_meanwhile_move_no_others([ValueSource(nameof(s_pagings))] MessagePaging paging, CancellationToken cancellationToken)
    {
        var added = 0;
        var server = new MessageServer(paging)
        {
            AfterPage = s =>
            {
                if (added++ < 3)
                {
                    s.Messages.RemoveAt(s.Messages.Count - 1);
                    s.Messages.Add(($"msg_9{added:d3}", 10));
                    s.Messages.Add(($"msg_9{added:d3}b", 10));
                }
            },
        };
        server.Add(40);
        var before = Ids(server);
        var read = await ReadAsync(server, 5, cancellationToken);
        Assert.That(read, Is.Unique);
        Assert.That(before, Is.SubsetOf(read));
    }

    [Test]
    public async Task A_cursor_that_leads_nowhere_ends_the_reading([Values("eyJ", "x")] string cursor, CancellationToken cancellationToken)
    {
        using var client = TestClient.Create(_ =>
        {
            var response = TestClient.Json("""[{"info":{"id":"msg_1","sessionID":"ses_1","role":"user","time":{"created":1},"agent":"a","model":{"providerID":"p","modelID":"m"}},"parts":[]}]""");
            response.Headers.Add("X-Next-Cursor", cursor);
            return response;
        });
        var count = 0;
        await foreach (var _ in MessageHistory.ReadBackwardsAsync(client.Session, "ses_1", 1, cancellationToken))
        {
            count++;
        }

        Assert.That(count, Is.EqualTo(1));
    }

    private static async Task<List<string>> ReadAsync(MessageServer server, int pageSize, CancellationToken cancellationToken, long maxResponseBytes = 100_000)
    {
        using var client = server.CreateClient(maxResponseBytes);
        var read = new List<string>();
        await foreach (var message in MessageHistory.ReadBackwardsAsync(client.Session, "ses_1", pageSize, cancellationToken))
        {
            read.Add(((UserMessage)message.Info).Id);
        }

        return read;
    }

    private static List<string> Ids(MessageServer server) => [.. server.Messages.Select(m => m.Id).Reverse()];
}
