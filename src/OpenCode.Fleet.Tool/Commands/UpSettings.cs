using System.ComponentModel;
using System.Globalization;
using OpenCode.Fleet.Tool.Cluster;
using Spectre.Console;
using Spectre.Console.Cli;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>The settings of a machine.</summary>
internal sealed class UpSettings : HostSettings
{
    [CommandOption("--name <NAME>")]
    [Description("The name of the machine, which must be unique in the fleet and remain the same after a restart. The default is the name of the computer.")]
    public string? Name { get; init; }

    [CommandOption("--jobs <N>")]
    [Description("The maximum number of jobs at the same time. The default is 4.")]
    [DefaultValue(4)]
    public int Jobs { get; init; }

    [CommandOption("--label <LABEL>")]
    [Description("A label that jobs can require. The option can be repeated.")]
    public string[] Labels { get; init; } = [];

    [CommandOption("--model <MODEL[=N]>")]
    [Description("A model that this machine can use, with the maximum number of jobs at the same time; 'provider/*' stands for all models of a provider. The option can be repeated. Without it, the machine can use all models.")]
    public string[] Models { get; init; } = [];

    [CommandOption("--store <HOST:PORT>")]
    [Description("The store of a fleet to join: Redis, Garnet, or another machine's store. Without it, this machine runs a store.")]
    public string? Store { get; init; }

    [CommandOption("--drain <TIME>")]
    [Description("How long the machine waits for its running jobs when it is stopped, before it interrupts them, in hours, minutes, and seconds, for example 00:10:00. By default, it interrupts them at once.")]
    public string? Drain { get; init; }

    [CommandOption("--page <PORT>")]
    [Description("Also serves a web page that shows the fleet, on this port and the address of --listen; 0 for any free port.")]
    public int? Page { get; init; }

    [CommandOption("--dashboard")]
    [Description("Collects data about the silo and its grains for the dashboard of Orleans, and adds the dashboard to the page of --page.")]
    public bool Dashboard { get; init; }

    [CommandOption("--verbose")]
    [Description("Also writes the warnings of the cluster to standard error.")]
    public bool Verbose { get; init; }

    /// <exception cref="ArgumentException">The time is invalid.</exception>
    public TimeSpan DrainTimeout => Drain switch
    {
        null => TimeSpan.Zero,
        // A number alone would be a number of days.
        { } text when text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) => time,
        _ => throw new ArgumentException($"'{Drain}' is not a time such as 00:10:00."),
    };

    public string MachineName => Name ?? Environment.MachineName;

    public ConfigurationOptions? StoreOptions => Store is null ? null : StoreAddress.Parse(Store);

    public override ValidationResult Validate()
    {
        try
        {
            _ = StoreOptions;
            Configure(new FleetMachineOptions());
        }
        catch (ArgumentException e)
        {
            return ValidationResult.Error(e.Message);
        }

        return MachineName.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || MachineName is "." or ".."
            ? ValidationResult.Error($"The name '{MachineName}' contains characters that a folder can't have.")
            : Validate(Page ?? 0, Listen) is { Successful: false } error ? error
            : base.Validate();
    }

    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    public void Configure(FleetMachineOptions machine)
    {
        var folder = FleetFolders.Machine(Data, MachineName);
        machine.Name = MachineName;
        machine.MaxJobs = Jobs;
        machine.DrainTimeout = DrainTimeout;
        machine.WorkDirectory = Path.Combine(folder, "work");
        if (Data is not null)
        {
            machine.Pool.Server.DataDirectory = Path.Combine(folder, "server");
        }

        foreach (var label in Labels)
        {
            machine.Labels.Add(label);
        }

        foreach (var model in Models)
        {
            var (name, most) = ParseModel(model);
            machine.Models[name] = most;
        }

        machine.Validate();
    }

    /// <summary>Reads a model and its number, which is that of the machine by default.</summary>
    private (string Name, int Most) ParseModel(string text)
    {
        var equals = text.LastIndexOf('=');
        if (equals < 0)
        {
            return (text, Jobs);
        }

        return int.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? (text[..equals], most)
            : throw new ArgumentException($"'{text[(equals + 1)..]}' in --model {text} is not a number.");
    }
}
