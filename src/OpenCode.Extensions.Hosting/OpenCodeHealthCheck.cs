using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenCode.Hosting;

/// <summary>Checks whether a server responds.</summary>
internal sealed class OpenCodeHealthCheck(OpenCodeClient client) : IHealthCheck
{
    /// <summary>A health check reports the current state, so it does not retry.</summary>
    private static readonly OpenCodeRequestOptions s_once = new() { MaxRetries = 0 };

    /// <summary>The registration of a check of a client's server.</summary>
    /// <param name="clientName">The name of the client; null for the client without a name.</param>
    /// <param name="name">The name of the check; null for one made of the client's.</param>
    /// <param name="failureStatus">The status of a server that does not respond; null for unhealthy.</param>
    /// <param name="tags">Tags that select checks.</param>
    /// <param name="timeout">The timeout of the check; null for 5 seconds.</param>
    public static HealthCheckRegistration Register(string? clientName, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null) => new(
        name ?? (clientName is null ? "opencode" : $"opencode-{clientName}"),
        provider => new OpenCodeHealthCheck(clientName is null ? provider.GetRequiredService<OpenCodeClient>() : provider.GetRequiredKeyedService<OpenCodeClient>(clientName)),
        failureStatus,
        tags,
        timeout ?? TimeSpan.FromSeconds(5));

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
