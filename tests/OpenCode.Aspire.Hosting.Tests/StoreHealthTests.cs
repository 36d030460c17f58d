using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>When the store of a fleet is healthy.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class StoreHealthTests
{
    [TestCase("+PONG\r\n", HealthStatus.Healthy, null)]
    [TestCase("-ERR\r\n", HealthStatus.Unhealthy, "is not a store.")]
    [TestCase("", HealthStatus.Unhealthy, "is not a store.")]
    public async Task A_store_responds(string response, HealthStatus expected, string? description, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var checking = CheckAsync(port, isAllocated: true, cancellationToken);
        using (var client = await listener.AcceptTcpClientAsync(cancellationToken))
        {
            var request = new byte[14];
            await client.GetStream().ReadExactlyAsync(request, cancellationToken);
            Assert.That(request, Is.EqualTo("*1\r\n$4\r\nPING\r\n"u8.ToArray()));
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(response), cancellationToken);
        }

        Assert.That(await checking, Is.EqualTo((expected, description is null ? null : $"The process at tcp://127.0.0.1:{port} {description}")));
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_unhealthy(CancellationToken cancellationToken) =>
        Assert.That(await CheckAsync(1, isAllocated: true, cancellationToken), Is.EqualTo((HealthStatus.Unhealthy, "The store at tcp://127.0.0.1:1 doesn't respond.")));

    [Test]
    public async Task A_store_without_an_address_is_unhealthy(CancellationToken cancellationToken) =>
        Assert.That(await CheckAsync(1, isAllocated: false, cancellationToken), Is.EqualTo((HealthStatus.Unhealthy, "The store has no address yet.")));

    private static async Task<(HealthStatus Status, string? Description)> CheckAsync(int port, bool isAllocated, CancellationToken cancellationToken)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var endpoint = builder.AddOpenCodeFleet("fleet", storePort: port).Resource.StoreEndpoint.EndpointAnnotation;
        if (isAllocated)
        {
            endpoint.AllocatedEndpoint = new(endpoint, endpoint.TargetHost, port);
        }

        await using var application = builder.Build();
        var report = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "fleet-store_check", cancellationToken);
        return (report.Entries["fleet-store_check"].Status, report.Entries["fleet-store_check"].Description);
    }
}
