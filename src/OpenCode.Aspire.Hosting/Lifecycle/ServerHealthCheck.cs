using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Aspire.Lifecycle;

/// <summary>Checks whether the server of a resource responds when the password is sent.</summary>
internal sealed class ServerHealthCheck(OpenCodeResource resource, ServerRunners runners) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (runners.Of(resource).Server is not { } server)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The opencode server is not running.");
        }

        try
        {
            var health = await server.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
            return health.IsHealthy
                ? HealthCheckResult.Healthy($"opencode {server.Version} at {server.Url}")
                : new HealthCheckResult(context.Registration.FailureStatus, health.Failure?.Message ?? $"opencode {server.Version} at {server.Url} reports that it is unhealthy.", health.Failure);
        }
        catch (ObjectDisposedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The opencode server was stopped.");
        }
    }
}
