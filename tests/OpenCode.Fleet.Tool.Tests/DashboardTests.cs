using System.Net;
using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>The dashboard of Orleans in the processes that serve the page. OpenCode.Fleet.Page.Tests opens it in a browser.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DashboardTests
{
    [Test]
    public async Task A_machine_and_a_client_serve_the_dashboard_behind_the_guard_of_the_page(CancellationToken cancellationToken)
    {
        await using var fleet = await TestFleet.CreateAsync(static (_, _) => throw new InvalidOperationException("No job runs."));

        // The oldest machine, which runs the grains that are needed at the start, collects no data.
        var alpha = await fleet.StartAsync(cancellationToken, "up", "--name", "alpha", "--port", $"{fleet.Port}");
        var beta = await fleet.StartAsync(cancellationToken, "up", "--name", "beta", "--store", fleet.Store, "--page", "0", "--dashboard");
        var client = await fleet.StartPageAsync(cancellationToken, "--dashboard");
        var silos = new[] { alpha, beta }.Select(machine => Regex.Match(machine.Output, "Silo: ([0-9.:]+)").Groups[1].Value).ToArray();
        using var http = new HttpClient { Timeout = TestTimeout.Value };
        foreach (var process in (ToolProcess[])[client, beta])
        {
            var page = Regex.Match(process.Output, "http://127.0.0.1:[0-9]+/").Value;
            Assert.That(await http.GetStringAsync($"{page}api/features", cancellationToken), Is.EqualTo("""{"dashboard":true}"""));
            Assert.That(await http.GetStringAsync($"{page}orleans/", cancellationToken), Does.Contain("<title>Orleans Dashboard</title>"));
            var counters = "";
            await Poll.UntilAsync(async () => silos.All((counters = await http.GetStringAsync($"{page}orleans/DashboardCounters", cancellationToken)).Contains), cancellationToken);
            Assert.That(counters, Does.Contain("\"totalActiveHostCount\":2"));
            var silo = Regex.Match(counters, $"\"({Regex.Escape(silos[1])}@[0-9]+)\"").Groups[1].Value;
            Assert.That(await http.GetStringAsync($"{page}orleans/SiloProperties/{silo}", cancellationToken), Does.Contain("10.4"));
            Assert.That(await StatusAsync($"{page}orleans/", "Host", "attacker.example"), Is.EqualTo(HttpStatusCode.MisdirectedRequest));
            Assert.That(await StatusAsync($"{page}orleans/DashboardCounters", "Sec-Fetch-Site", "cross-site"), Is.EqualTo(HttpStatusCode.Forbidden));
        }

        foreach (var machine in (ToolProcess[])[client, beta, alpha])
        {
            Assert.That(await machine.StopAsync(cancellationToken), Is.Zero, machine.Output);
        }

        Assert.That(await fleet.Mark.LeftAsync(TestTimeout.Value), Is.Empty);

        async Task<HttpStatusCode> StatusAsync(string url, string header, string value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { header, value } } };
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode;
        }
    }
}
