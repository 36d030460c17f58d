using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCode.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers health checks of opencode servers.</summary>
public static class OpenCodeHealthChecksBuilderExtensions
{
    /// <summary>Adds a health check of the server of a registered client, with <c>GET /global/health</c>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="clientName">The name of the client; by default, the client without a name.</param>
    /// <param name="name">The name of the check; by default, <c>opencode</c> followed by the name of the client.</param>
    /// <param name="failureStatus">The status that is reported if the server does not respond; unhealthy by default.</param>
    /// <param name="tags">Tags that select checks.</param>
    /// <param name="timeout">The timeout of the check; 5 seconds by default.</param>
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
        return builder.Add(OpenCodeHealthCheck.Register(clientName, name, failureStatus, tags, timeout));
    }
}
