using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenCode.Testing;

namespace OpenCode.Extensions.Hosting.Tests;

/// <summary>Clients whose servers are named by connection strings.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ConnectionTests
{
    [Test]
    public async Task A_client_gets_its_server_and_a_health_check_from_the_connection_string()
    {
        await using var server = ClientTests.Server("1.2.3");
        var builder = Builder("Endpoint=http://one.test:1;Password=\"a;b\"");
        builder.AddOpenCodeClient("agent");

        // Again, because the second health check of the same name would fail all checks. The last connections are those of the client.
        builder.AddOpenCodeClient("agent", configure: options => options.MaxRetries = 0).ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        using var host = builder.Build();
        Assert.That(host.Services.GetRequiredService<OpenCodeClient>().BaseUrl, Is.EqualTo(new Uri("http://one.test:1")));
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries.Select(entry => (entry.Key, entry.Value.Status)), Is.EqualTo(new[] { ("opencode", HealthStatus.Healthy) }));
        Assert.That(server.Requests.Single().Headers["Authorization"], Is.EqualTo("Basic " + Convert.ToBase64String("opencode:a;b"u8.ToArray())));
    }

    [Test]
    public async Task Clients_with_keys_are_apart()
    {
        await using var server = ClientTests.Server("1.2.3");
        var builder = Builder("Endpoint=http://one.test");
        builder.Configuration["ConnectionStrings:other"] = "http://opencode:secret@two.test";
        builder.AddKeyedOpenCodeClient("agent").ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        builder.AddKeyedOpenCodeClient("other", settings => settings.DisableHealthChecks = true);
        builder.AddKeyedOpenCodeClient("third", settings => settings.ConnectionString = "http://three.test").ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        using var host = builder.Build();
        Assert.That(new[] { "agent", "other", "third" }.Select(key => host.Services.GetRequiredKeyedService<OpenCodeClient>(key).BaseUrl.Host), Is.EqualTo(new[] { "one.test", "two.test", "three.test" }));
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries.Keys, Is.EquivalentTo(new[] { "opencode-agent", "opencode-third" }));
    }

    [TestCase(null, "The connection string agent is missing. Set ConnectionStrings:agent in the configuration")]
    [TestCase(" ", "The connection string agent is missing.")]
    [TestCase("Endpoint=http://h;Password=a;hunter2=b", "The connection string agent cannot be used. The connection string contains a key other than")]
    public async Task A_connection_string_that_cannot_be_used_stops_the_host_from_starting(string? text, string message)
    {
        var builder = Builder(text);
        builder.AddOpenCodeClient("agent");
        using var host = builder.Build();
        Assert.That((await Failure.OfAsync<InvalidOperationException>(() => host.StartAsync())).ToString(), Does.Contain(message).And.Not.Contain("hunter2"));
    }

    [Test]
    public void Missing_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddOpenCodeClient("agent"));
        Assert.Throws<ArgumentException>(() => Builder(null).AddOpenCodeClient(""));
        Assert.Throws<ArgumentNullException>(() => ((IHostApplicationBuilder)null!).AddKeyedOpenCodeClient("agent"));
        Assert.Throws<ArgumentException>(() => Builder(null).AddKeyedOpenCodeClient(""));
    }

    private static HostApplicationBuilder Builder(string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:agent"] = connectionString });
        return builder;
    }
}
