using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Hosting;

/// <summary>Whether a server answers.</summary>
internal sealed class OpenCodeHealthCheck(OpenCodeClient client) : IHealthCheck
{
    /// <summary>Who asks for health wants to know now, so nothing is tried twice.</summary>
    private static readonly OpenCodeRequestOptions s_once = new() { MaxRetries = 0 };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var info = await client.With(s_once).GetServerInfoAsync(cancellationToken).ConfigureAwait(false);
            return info.IsHealthy
                ? HealthCheckResult.Healthy($"opencode {info.Version} at {client.BaseUrl}")
                : new HealthCheckResult(context.Registration.FailureStatus, $"opencode {info.Version} at {client.BaseUrl} calls itself unhealthy.");
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
