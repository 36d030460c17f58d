using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Hosting;

/// <summary>Checks whether a server responds.</summary>
internal sealed class OpenCodeHealthCheck(OpenCodeClient client) : IHealthCheck
{
    /// <summary>A health check reports the current state, so it does not retry.</summary>
    private static readonly OpenCodeRequestOptions s_once = new() { MaxRetries = 0 };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var info = await client.With(s_once).GetServerInfoAsync(cancellationToken).ConfigureAwait(false);
            return info.IsHealthy
                ? HealthCheckResult.Healthy($"{info} at {client.BaseUrl}")
                : new HealthCheckResult(context.Registration.FailureStatus, $"{info} at {client.BaseUrl} reports that it is unhealthy.");
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
