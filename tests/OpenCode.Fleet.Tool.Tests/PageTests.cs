using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>The page in the processes that serve it. OpenCode.Fleet.Page.Tests tests what it shows.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PageTests
{
    [Test]
    public async Task A_machine_and_a_client_serve_the_page(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(static (_, _) => throw new InvalidOperationException("No job runs."));
        var machine = await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--port", $"{fleet.Port}", "--page", "0");
        var client = await fleet.StartPageAsync(cancellationToken);
        using var http = new HttpClient { Timeout = TestTimeout.Value };
        foreach (var process in (ToolProcess[])[client, machine])
        {
            var url = Regex.Match(process.Output, "http://127.0.0.1:[0-9]+/").Value;
            Assert.That(await http.GetStringAsync(url, cancellationToken), Does.Contain("<title>OpenCode fleet</title>"));

            // The stream is open when the process ends, and doesn't delay it.
            await using var stream = await http.GetStreamAsync($"{url}api/overview", cancellationToken);
            var overview = await SseParser.Create(stream).EnumerateAsync(cancellationToken).FirstAsync(cancellationToken);
            Assert.That(overview.Data, Does.Contain("\"alpha\""));
            Assert.That(await process.StopAsync(cancellationToken), Is.Zero, process.Output);
        }

        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }
}
