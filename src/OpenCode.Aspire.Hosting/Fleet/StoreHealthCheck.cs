using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Aspire.Fleet;

/// <summary>Checks whether the store of a fleet responds. It speaks the protocol of Redis.</summary>
internal sealed class StoreHealthCheck(EndpointReference store) : IHealthCheck
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a health check with a name.</summary>
    public static void Add(IServiceCollection services, string name, EndpointReference store) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(name, _ => new StoreHealthCheck(store), failureStatus: null, tags: null, s_timeout));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!store.IsAllocated)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The store has no address yet.");
        }

        try
        {
            return await PingAsync(cancellationToken).ConfigureAwait(false) is "+PONG"
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, $"The process at {store.Url} is not a store.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store at {store.Url} doesn't respond.", e);
        }
    }

    private async Task<string?> PingAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(store.Host, store.Port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }
}
