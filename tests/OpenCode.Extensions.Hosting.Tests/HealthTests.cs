using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode.Testing;

namespace OpenCode.Extensions.Hosting.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HealthTests
{
    [TestCase(null, "opencode")]
    [TestCase("named", "opencode-named")]
    public async Task A_server_that_answers_is_healthy(string? clientName, string check)
    {
        await using var server = ClientTests.Server("1.2.3");
        var entry = (await CheckAsync(server, clientName, null)).Entries[check];
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Healthy, "opencode 1.2.3 at http://server.test/")));
    }

    [TestCase(null, HealthStatus.Unhealthy)]
    [TestCase(HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task A_server_that_does_not_answer_is_what_the_caller_says_it_is(HealthStatus? failureStatus, HealthStatus expected)
    {
        await using var server = new FakeOpenCode().When(HttpMethod.Get, "/global/health", FakeResponse.ConnectionFailure("refused"));
        var entry = (await CheckAsync(server, null, failureStatus)).Entries["opencode"];
        Assert.That((entry.Status, entry.Description), Is.EqualTo((expected, "No response to GET http://server.test/global/health: refused")));
        Assert.That(entry.Exception, Is.InstanceOf<OpenCodeConnectionException>());
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_says_so_is_unhealthy()
    {
        await using var server = new FakeOpenCode().When(HttpMethod.Get, "/global/health", FakeResponse.Json("""{"healthy":false,"version":"1.2.3"}"""));
        Assert.That((await CheckAsync(server, null, null)).Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    private static async Task<HealthReport> CheckAsync(FakeOpenCode server, string? clientName, HealthStatus? failureStatus)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        void Configure(OpenCodeClientOptions options) => options.BaseUrl = new Uri("http://server.test");
        (clientName is null ? services.AddOpenCodeClient(Configure) : services.AddOpenCodeClient(clientName, Configure)).ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        services.AddHealthChecks().AddOpenCode(clientName, failureStatus: failureStatus);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
    }
}
