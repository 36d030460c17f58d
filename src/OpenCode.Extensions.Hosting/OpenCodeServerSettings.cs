using Microsoft.Extensions.Configuration;

namespace OpenCode.Hosting;

/// <summary>The options of <see cref="OpenCodeServerOptions"/> that can be set in configuration.</summary>
internal sealed class OpenCodeServerSettings
{
    public string? Hostname { get; set; }

    public int? Port { get; set; }

    public bool? PortFallback { get; set; }

    public TimeSpan? Timeout { get; set; }

    public TimeSpan? StopTimeout { get; set; }

    public RestartSettings? Restart { get; set; }

    public string? ConfigJson { get; set; }

    public bool? Unattended { get; set; }

    public string? DataDirectory { get; set; }

    public string? ExecutablePath { get; set; }

    public bool? SearchNodeModules { get; set; }

    public string[]? Arguments { get; set; }

    public string? WorkingDirectory { get; set; }

    public bool? InheritEnvironment { get; set; }

    public Dictionary<string, string?>? Environment { get; set; }

    public string? Password { get; set; }

    public string[]? Cors { get; set; }

    public bool? Mdns { get; set; }

    public string? MdnsDomain { get; set; }

    public string? LogLevel { get; set; }

    public bool? PrintLogs { get; set; }

    /// <exception cref="InvalidOperationException">The section contains a key that is not an option, or a value that cannot be converted.</exception>
    public static void Bind(IConfiguration section, OpenCodeServerOptions options)
    {
        if (section.GetSection(nameof(OpenCodeServerOptions.Config)) is var config && config.Exists())
        {
            throw new InvalidOperationException(
                $"{config.Path} cannot be set in configuration, which keeps neither the types of JSON values nor the order of keys. "
                + $"Set {nameof(ConfigJson)} to the configuration as JSON text, or set {config.Key} in code.");
        }

        var settings = new OpenCodeServerSettings();
        section.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
        options.Hostname = settings.Hostname ?? options.Hostname;
        options.Port = settings.Port ?? options.Port;
        options.PortFallback = settings.PortFallback ?? options.PortFallback;
        options.Timeout = settings.Timeout ?? options.Timeout;
        options.StopTimeout = settings.StopTimeout ?? options.StopTimeout;
        options.Restart = settings.Restart?.ToPolicy() ?? options.Restart;
        options.ConfigJson = settings.ConfigJson ?? options.ConfigJson;
        options.Unattended = settings.Unattended ?? options.Unattended;
        options.DataDirectory = settings.DataDirectory ?? options.DataDirectory;
        options.SearchNodeModules = settings.SearchNodeModules ?? options.SearchNodeModules;
        options.ExecutablePath = settings.ExecutablePath ?? options.ExecutablePath;
        options.Arguments = settings.Arguments ?? options.Arguments;
        options.WorkingDirectory = settings.WorkingDirectory ?? options.WorkingDirectory;
        options.InheritEnvironment = settings.InheritEnvironment ?? options.InheritEnvironment;
        options.Environment = settings.Environment ?? options.Environment;
        options.Password = settings.Password ?? options.Password;
        options.Cors = settings.Cors ?? options.Cors;
        options.Mdns = settings.Mdns ?? options.Mdns;
        options.MdnsDomain = settings.MdnsDomain ?? options.MdnsDomain;
        options.LogLevel = settings.LogLevel ?? options.LogLevel;
        options.PrintLogs = settings.PrintLogs ?? options.PrintLogs;
    }

    /// <summary>
    /// The restart policy. If this section exists, the server is restarted. Missing values are those of
    /// <see cref="RestartPolicy.OnCrash"/>.
    /// </summary>
    internal sealed class RestartSettings
    {
        public int? MaxRestarts { get; set; }

        public TimeSpan? InitialDelay { get; set; }

        public TimeSpan? MaxDelay { get; set; }

        public TimeSpan? ResetAfter { get; set; }

        public RestartPolicy ToPolicy() => RestartPolicy.OnCrash with
        {
            MaxRestarts = MaxRestarts ?? RestartPolicy.OnCrash.MaxRestarts,
            InitialDelay = InitialDelay ?? RestartPolicy.OnCrash.InitialDelay,
            MaxDelay = MaxDelay ?? RestartPolicy.OnCrash.MaxDelay,
            ResetAfter = ResetAfter ?? RestartPolicy.OnCrash.ResetAfter,
        };
    }
}
