using OpenCode.Models;

namespace OpenCode.Aspire.Configuration;

/// <summary>The options that a server was given while the application was built.</summary>
internal sealed class ServerSetup
{
    private readonly List<Action<OpenCodeServerOptions>> _changes = [];

    /// <summary>The model; null for the one of the configuration.</summary>
    public PromptModel? Model { get; set; }

    public void Add(Action<OpenCodeServerOptions> change) => _changes.Add(change);

    /// <summary>New options for each start, so that no start can change those of the next one.</summary>
    /// <exception cref="ArgumentException">An option is set that the resource sets itself.</exception>
    public OpenCodeServerOptions CreateOptions()
    {
        var defaults = new OpenCodeServerOptions();
        var options = new OpenCodeServerOptions { Unattended = true };
        foreach (var change in _changes)
        {
            change(options);
        }

        Refuse(options.Hostname != defaults.Hostname, nameof(options.Hostname), "The server listens on this machine only.");
        Refuse(options.Port != defaults.Port, nameof(options.Port), "Pass a port to AddOpenCode.");
        Refuse(options.PortFallback, nameof(options.PortFallback), "References to the resource contain its port.");
        Refuse(options.Password is not null, nameof(options.Password), "Call WithPassword.");
        Refuse(options.LoggerFactory is not null, nameof(options.LoggerFactory), "The log is that of the resource.");
        if (Model is { } model)
        {
            options.Config = (options.Config ?? new Config()) with { Model = model };
        }

        return options;
    }

    private static void Refuse(bool isSet, string option, string reason)
    {
        if (isSet)
        {
            throw new ArgumentException($"{option} cannot be set in WithServerOptions. {reason}", option);
        }
    }
}
