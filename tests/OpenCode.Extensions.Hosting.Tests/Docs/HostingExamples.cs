using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Extensions.Hosting.Tests.Docs;

/// <summary>The examples of the documentation that need no server. <see cref="HostingExampleTests"/> runs each of them.</summary>
internal static class HostingExamples
{
    public static void Connect(HostApplicationBuilder builder)
    {
        #region connection-string
        builder.AddOpenCodeClient("agent");   // ConnectionStrings:agent, and a health check
        using var client = new OpenCodeClient(OpenCodeClientOptions.FromConnectionString("Endpoint=http://localhost:4096;Password=secret"));
        #endregion
        Assert.That(client.BaseUrl, Is.EqualTo(new Uri("http://localhost:4096")));
    }

    public static void UseFake(IServiceCollection services, FakeOpenCode fake)
    {
        #region fake
        services.AddOpenCodeClient().ConfigurePrimaryHttpMessageHandler(() => fake.Handler);
        #endregion
    }

    public static void AddTelemetry(HostApplicationBuilder builder)
    {
        #region telemetry
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(OpenCodeTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(OpenCodeTelemetry.Name));
        #endregion
    }
}
