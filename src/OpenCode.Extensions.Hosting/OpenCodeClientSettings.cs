namespace OpenCode;

/// <summary>How <c>AddOpenCodeClient</c> of a host builder connects to a server.</summary>
public sealed class OpenCodeClientSettings
{
    /// <summary>
    /// The connection string, as <see cref="OpenCodeClientOptions.FromConnectionString"/> reads it. The default is null: it is read from
    /// <c>ConnectionStrings</c> of the configuration.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check of the server is added. The default is false.</summary>
    public bool DisableHealthChecks { get; set; }
}
