using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>A server that lives as long as a host.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HostTests
{
    [Test]
    public async Task A_hosts_services_find_its_server_running_and_nothing_is_left_of_it(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var options = LiveServer.Options();
        builder.Services.AddOpenCodeServer(o => (o.ExecutablePath, o.Port, o.Timeout, o.WorkingDirectory, o.Environment, o.Config) = (options.ExecutablePath, 0, options.Timeout, options.WorkingDirectory, options.Environment, options.Config));
        builder.Services.AddOpenCodeClient();
        builder.Services.AddHealthChecks().AddOpenCode();
        builder.Services.AddSingleton<EarlyBird>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<EarlyBird>());
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        Assert.That(host.Services.GetRequiredService<EarlyBird>().Version, Is.EqualTo(LiveServer.Version));
        Assert.That((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken)).Status, Is.EqualTo(HealthStatus.Healthy));
        var client = host.Services.GetRequiredService<OpenCodeClient>();
        Assert.That((await client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));

        await host.StopAsync(cancellationToken);
        Assert.That((await client.With(new() { MaxRetries = 0 }).Fields.Global.HealthAsync(cancellationToken)).Error, Is.InstanceOf<OpenCodeConnectionException>());
    }

    [Test]
    public async Task A_host_that_is_only_disposed_ends_its_server_too(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var options = LiveServer.Options();
        builder.Services.AddOpenCodeServer(o => (o.ExecutablePath, o.Port, o.Timeout, o.WorkingDirectory, o.Environment) = (options.ExecutablePath, 0, options.Timeout, options.WorkingDirectory, options.Environment));
        builder.Services.AddOpenCodeClient();
        Uri url;
        using (var host = builder.Build())
        {
            await host.StartAsync(cancellationToken);
            url = host.Services.GetRequiredService<OpenCodeClient>().BaseUrl;
        }

        using var client = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = url, MaxRetries = 0 });
        await Failure.OfAsync<OpenCodeConnectionException>(() => client.Global.HealthAsync(cancellationToken));
    }

    /// <summary>Is made before the server has started, and uses it as soon as it is started itself.</summary>
    private sealed class EarlyBird(OpenCodeClient client) : IHostedService
    {
        public string? Version { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken) => Version = (await client.Global.HealthAsync(cancellationToken)).Version;

        public async Task StopAsync(CancellationToken cancellationToken) => await client.Global.HealthAsync(cancellationToken);
    }
}
