using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Hosting;

/// <summary>Whether a server answers.</summary>
internal sealed class OpenCodeHealthCheck(OpenCodeClient client) : IHealthCheck
{
    /// <summary>Who asks for health wants to know now, so nothing is tried twice.</summary>
    private static readonly OpenCodeRequestOptions s_once = new() { MaxRetries = 0, ThrowOnError = false };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await client.With(s_once).Fields.Global.HealthAsync(cancellationToken).ConfigureAwait(false);
        if (!health.IsSuccess)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, health.Error.Message, health.Error);
        }

        return health.Data.Healthy
            ? HealthCheckResult.Healthy($"opencode {health.Data.Version} at {client.BaseUrl}")
            : new HealthCheckResult(context.Registration.FailureStatus, $"opencode {health.Data.Version} at {client.BaseUrl} calls itself unhealthy.");
    }
}
