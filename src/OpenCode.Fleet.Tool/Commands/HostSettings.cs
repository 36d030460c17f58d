using System.ComponentModel;
using System.Net;
using OpenCode.Fleet.Tool.Cluster;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>The settings of commands that listen.</summary>
internal abstract class HostSettings : CommandSettings
{
    [CommandOption("--data <DIR>")]
    [Description("The folder for all data. The default is opencode-fleet in the user's local application data.")]
    public string? Data { get; init; }

    [CommandOption("--port <PORT>")]
    [Description("The port of the store; 0 for any free port. The default is 6399.")]
    [DefaultValue(StoreAddress.DefaultPort)]
    public int Port { get; init; }

    [CommandOption("--listen <ADDRESS>")]
    [Description("The IP address to listen on, which other machines must reach. The default is 127.0.0.1.")]
    [DefaultValue("127.0.0.1")]
    public string Listen { get; init; } = "";

    public static ValidationResult Validate(int port, string listen) =>
        port is < 0 or > IPEndPoint.MaxPort ? ValidationResult.Error(FormattableString.Invariant($"The port {port} is not between 0 and {IPEndPoint.MaxPort}."))
        : !IPAddress.TryParse(listen, out _) ? ValidationResult.Error($"'{listen}' is not an IP address.")
        : ValidationResult.Success();

    public override ValidationResult Validate() => Validate(Port, Listen);
}
