using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode;
using OpenCode.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of opencode servers.</summary>
public static class OpenCodeHealthChecksBuilderExtensions
{
    /// <summary>Checks whether the server of a registered client answers <c>GET /global/health</c>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="clientName">The name of the client; by default the one without a name.</param>
    /// <param name="name">The name of the check; by default <c>opencode</c>, followed by the name of the client.</param>
    /// <param name="failureStatus">What a server is that does not answer; by default unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    /// <param name="timeout">How long a check may take; by default 5 seconds.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IHealthChecksBuilder AddOpenCode(
        this IHealthChecksBuilder builder,
        string? clientName = null,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (clientName is null ? "opencode" : $"opencode-{clientName}"),
            provider => new OpenCodeHealthCheck(clientName is null ? provider.GetRequiredService<OpenCodeClient>() : provider.GetRequiredKeyedService<OpenCodeClient>(clientName)),
            failureStatus,
            tags,
            timeout ?? TimeSpan.FromSeconds(5)));
    }
}
