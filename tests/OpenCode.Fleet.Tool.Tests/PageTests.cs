using System.Net;
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
            Assert.That(await http.GetStringAsync($"{url}api/features", cancellationToken), Is.EqualTo("""{"dashboard":false}"""));
            using var dashboard = await http.GetAsync($"{url}orleans/", cancellationToken);
            Assert.That(dashboard.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

            // The stream is open when the process ends, and doesn't delay it.
            await using var stream = await http.GetStreamAsync($"{url}api/overview", cancellationToken);
            var overview = await SseParser.Create(stream).EnumerateAsync(cancellationToken).FirstAsync(cancellationToken);
            Assert.That(overview.Data, Does.Contain("\"alpha\""));
            Assert.That(await process.StopAsync(cancellationToken), Is.Zero, process.Output);
        }

        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    public async Task A_page_that_waits_starts_with_the_first_machine(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(static (_, _) => throw new InvalidOperationException("No job runs."));
        await fleet.StartAsync(cancellationToken, "store", "--port", $"{fleet.Port}");
        Assert.That((await fleet.RunAsync(cancellationToken, "page", "--port", "0")).Output, Does.Contain($"No machine of the fleet responds at {fleet.Store}."));
        var page = fleet.StartPageAsync(cancellationToken, "--wait");
        var machine = await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--store", fleet.Store);
        var client = await page;
        Assert.That(await client.StopAsync(cancellationToken), Is.Zero, client.Output);
        Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
    }
}
