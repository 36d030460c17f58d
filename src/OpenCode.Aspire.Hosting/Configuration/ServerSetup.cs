using OpenCode.Models;

namespace OpenCode.Aspire.Configuration;

/// <summary>Collects the options of a server while the application is built.</summary>
internal sealed class ServerSetup
{
    private readonly List<Action<OpenCodeServerOptions>> _changes = [];

    /// <summary>The model; null for the model in the configuration.</summary>
    public PromptModel? Model { get; set; }

    public void Add(Action<OpenCodeServerOptions> change) => _changes.Add(change);

    /// <summary>Creates new options for each start, so that a start can't change the options of the next one.</summary>
    /// <exception cref="ArgumentException">An option is set that belongs to the resource.</exception>
    public OpenCodeServerOptions CreateOptions()
    {
        var defaults = new OpenCodeServerOptions();
        var options = new OpenCodeServerOptions { Unattended = true };
        foreach (var change in _changes)
        {
            change(options);
        }

        Refuse(options.Hostname != defaults.Hostname, nameof(options.Hostname), "The server listens only on 127.0.0.1.");
        Refuse(options.Port != defaults.Port, nameof(options.Port), "Pass a port to AddOpenCode.");
        Refuse(options.PortFallback, nameof(options.PortFallback), "The port must not change, because references to the resource contain it.");
        Refuse(options.Password is not null, nameof(options.Password), "Call WithPassword.");
        Refuse(options.LoggerFactory is not null, nameof(options.LoggerFactory), "The server writes to the log of the resource.");
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
