using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode.Testing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenCode.Extensions.Hosting.Tests.Docs;

/// <summary>Runs the examples of the documentation that need no server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HostingExampleTests
{
    [Test]
    public void Connection_string()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:agent"] = "Endpoint=http://agent.test";
        HostingExamples.Connect(builder);
        using var host = builder.Build();
        Assert.That(host.Services.GetRequiredService<OpenCodeClient>().BaseUrl, Is.EqualTo(new Uri("http://agent.test")));
        Assert.That(host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name), Is.EqualTo(new[] { "opencode" }));
    }

    [Test]
    public async Task Fake(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        var services = new ServiceCollection();
        HostingExamples.UseFake(services, fake);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<OpenCodeClient>().Session.CreateAsync(new() { Title = "A title" }, cancellationToken);
        Assert.That(fake.Sessions.Single().Title, Is.EqualTo("A title"));
    }

    [Test]
    public async Task Telemetry(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        List<Activity> activities = [];
        List<Metric> metrics = [];
        var builder = Host.CreateEmptyApplicationBuilder(null);
        HostingExamples.AddTelemetry(builder);
        builder.Services.AddOpenTelemetry().WithTracing(t => t.AddInMemoryExporter(activities)).WithMetrics(m => m.AddInMemoryExporter(metrics));
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        using var client = fake.CreateClient();
        await client.Global.HealthAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        Assert.That(activities.Select(activity => activity.DisplayName), Does.Contain("GET /global/health"));
        Assert.That(metrics.Select(metric => metric.Name), Does.Contain("opencode.client.call.duration"));
    }
}
