using Microsoft.Extensions.Configuration;

namespace OpenCode.Hosting;

/// <summary>What of <see cref="OpenCodeServerOptions"/> a configuration can hold.</summary>
internal sealed class OpenCodeServerSettings
{
    public string? Hostname { get; set; }

    public int? Port { get; set; }

    public TimeSpan? Timeout { get; set; }

    public string? ExecutablePath { get; set; }

    public string? WorkingDirectory { get; set; }

    public Dictionary<string, string?>? Environment { get; set; }

    public string? Password { get; set; }

    public static void Bind(IConfiguration section, OpenCodeServerOptions options)
    {
        var settings = new OpenCodeServerSettings();
        section.Bind(settings);
        options.Hostname = settings.Hostname ?? options.Hostname;
        options.Port = settings.Port ?? options.Port;
        options.Timeout = settings.Timeout ?? options.Timeout;
        options.ExecutablePath = settings.ExecutablePath ?? options.ExecutablePath;
        options.WorkingDirectory = settings.WorkingDirectory ?? options.WorkingDirectory;
        options.Environment = settings.Environment ?? options.Environment;
        options.Password = settings.Password ?? options.Password;
    }
}
