using System.ComponentModel;
using OpenCode.Fleet.Tool.Cluster;
using Spectre.Console;
using Spectre.Console.Cli;
using StackExchange.Redis;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>The settings of commands that use the store of a fleet.</summary>
internal abstract class ClientSettings : CommandSettings
{
    [CommandOption("--store <HOST:PORT>")]
    [Description("The store of the fleet, with options such as ',password=...'. The default is OPENCODE_FLEET_STORE, or else 127.0.0.1:6399.")]
    public string? Store { get; init; }

    public ConfigurationOptions StoreOptions => StoreAddress.Parse(Store ?? Environment.GetEnvironmentVariable(StoreAddress.Variable) ?? StoreAddress.Default);

    public override ValidationResult Validate()
    {
        try
        {
            _ = StoreOptions;
            return ValidationResult.Success();
        }
        catch (ArgumentException e)
        {
            return ValidationResult.Error(e.Message);
        }
    }
}
