using OpenCode.Models;
using OpenCode.Pages;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Lists that the server cuts come in full.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PageTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Every_session_comes_though_the_server_lists_a_hundred(CancellationToken cancellationToken)
    {
        var title = $"page {Guid.NewGuid()}";
        var created = new List<string>();
        for (var i = 0; i < 124; i++)
        {
            created.Add((await Client.Session.CreateAsync(new() { Title = title }, cancellationToken)).Id);
        }

        Assert.That(await Client.Session.ListAsync(new() { Search = title }, cancellationToken), Has.Count.EqualTo(100));
        Assert.That(await Client.Session.EnumerateAsync(new() { Search = title }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken), Is.EquivalentTo(created));
        Assert.That(await Client.Session.EnumerateAsync(new() { Search = title, Limit = 7 }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken), Is.EquivalentTo(created));
        Assert.That(await Client.Experimental.Session.EnumerateAsync(new() { Search = title, Limit = 50 }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken), Is.EquivalentTo(created));
        Assert.That(await Client.V2.Session.EnumerateAsync(new() { Search = title, Limit = 50 }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken), Is.EquivalentTo(created));
        Assert.That(await Client.V2.Session.EnumerateAsync(new() { Search = title, Limit = 50, Order = V2SessionListOrder.Asc }, cancellationToken).Select(s => s.Id).ToListAsync(cancellationToken), Is.EqualTo(created));
    }

    [Test]
    public async Task Messages_come_from_the_newest_to_the_oldest_in_pages_of_any_size([Values(1, 5, 6, 12, 100)] int limit, CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        for (var i = 0; i < 12; i++)
        {
            await SayAsync(session.Id, $"{i}", cancellationToken);
        }

        var messages = await Client.Session.EnumerateMessagesAsync(session.Id, new() { Limit = limit }, cancellationToken).Select(m => m.Text).ToListAsync(cancellationToken);
        Assert.That(messages, Is.EqualTo(Enumerable.Range(0, 12).Reverse().Select(i => $"{i}")));
    }

    [Test]
    public async Task Attachments_that_do_not_fit_into_one_response_hide_no_message(CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await SayAsync(session.Id, "first", cancellationToken);
        foreach (var size in new[] { 600_000, 600_000, 3_000_000, 600_000 })
        {
            await SayAsync(session.Id, FilePartInput.FromBytes(new byte[size], "application/pdf", "a.pdf"), cancellationToken);
        }

        await SayAsync(session.Id, "last", cancellationToken);
        using var client = new OpenCodeClient(LiveServer.Server.ClientOptions with { MaxResponseBytes = 1_000_000 });
        var failure = await Failure.OfAsync<OpenCodeProtocolException>(() => client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken));
        Assert.That(failure.IsTooLarge, Is.True);

        var all = await Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);
        var read = new List<string?>();
        await foreach (var message in MessageHistory.ReadBackwardsAsync(client.Session, session.Id, 100, null, skipped => read.Add(skipped.MessageId), cancellationToken))
        {
            read.Add(((UserMessage)message.Info).Id);
        }

        Assert.That(read, Is.EqualTo(all.Reverse().Select(m => ((UserMessage)m.Info).Id)), "The one that is too large is reported in its place.");
    }

    [Test]
    public async Task History_and_messages_of_the_second_api_come_in_full(CancellationToken cancellationToken)
    {
        var session = (await Client.V2.Session.CreateAsync(new(), cancellationToken)).Data.Id;
        for (var i = 0; i < 7; i++)
        {
            await Client.V2.Session.SwitchAgentAsync(session, new() { Agent = i % 2 == 0 ? "plan" : "build" }, cancellationToken);
        }

        var numbers = await Client.V2.Session.EnumerateHistoryAsync(session, new() { Limit = "2" }, cancellationToken).Select(e => e.Seq).ToListAsync(cancellationToken);
        Assert.That(numbers, Has.Count.EqualTo(7).And.Ordered);
        Assert.That(await Client.V2.Session.EnumerateHistoryAsync(session, new() { After = $"{numbers[3]}" }, cancellationToken).CountAsync(cancellationToken), Is.EqualTo(3));
        var newest = await Client.V2.Session.EnumerateMessagesAsync(session, new() { Limit = 2 }, cancellationToken).ToListAsync(cancellationToken);
        var oldest = await Client.V2.Session.EnumerateMessagesAsync(session, new() { Limit = 3, Order = V2SessionListOrder.Asc }, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(newest, Has.Count.EqualTo(7));
        Assert.That(oldest, Is.EqualTo(newest.AsEnumerable().Reverse()));
    }

    private static Task<MessageWithParts> SayAsync(string sessionId, PartInput part, CancellationToken cancellationToken) =>
        Client.Session.PromptAsync(sessionId, new() { NoReply = true, Parts = [part] }, cancellationToken);
}
