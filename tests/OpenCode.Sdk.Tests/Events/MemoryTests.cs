using System.Text;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Events;

[CancelAfter(TestTimeout.Milliseconds)]
[Category("Slow")]
public sealed class MemoryTests
{
    private const int Events = 1_000_000;
    private const int WarmUp = 100_000;
    private const long AllowedGrowth = 1024 * 1024;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_million_events_leave_nothing_behind(bool throughHub, CancellationToken cancellationToken)
    {
        var many = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"id\":\"evt_1\",\"type\":\"message.part.delta\",\"properties\":{\"sessionID\":\"ses_1\",\"messageID\":\"msg_1\",\"partID\":\"prt_1\",\"field\":\"text\",\"delta\":\"word \"}}\n\n", 500)));
        await using var server = new EventServer(async request =>
        {
            await request.OpenStreamAsync();
            while (true)
            {
                await request.SendAsync(many);
            }
        });
        using var client = StreamScript.Client(server.Url);
        await using var hub = client.CreateEventHub();
        var stream = throughHub ? hub.SubscribeAsync(new() { Overflow = EventOverflow.Wait }, cancellationToken) : client.Event.SubscribeAsync(cancellationToken);
        var count = 0;
        long before = 0;
        await foreach (var e in stream)
        {
            if (e is not MessagePartDeltaEvent)
            {
                Assert.Fail($"There should be no {e.Type}.");
            }

            if (++count == WarmUp)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (count == Events + WarmUp)
            {
                break;
            }
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine($"{before / 1024} KiB after {WarmUp} events, {growth / 1024} KiB more after {Events} further ones");
        Assert.That(growth, Is.LessThan(AllowedGrowth));
    }
}
