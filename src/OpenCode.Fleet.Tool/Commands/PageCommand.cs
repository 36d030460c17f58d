using System.ComponentModel;
using System.Net;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Fleet.Tool.Output;
using OpenCode.Fleet.Tool.Page;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Serves the web page until the command is stopped.</summary>
internal sealed class PageCommand(IAnsiConsole console) : AsyncCommand<PageCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var connection = await FleetConnection.OpenAsync(settings.StoreOptions, settings.Wait, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var endpoint = new IPEndPoint(IPAddress.Parse(settings.Listen), settings.Port);
        var page = await FleetPage.StartAsync(connection.Client, settings.Dashboard ? connection.Grains : null, endpoint, cancellationToken).ConfigureAwait(false);
        await using var stopping = page.ConfigureAwait(false);
        console.WritePlain($"Ready: page {page.Url}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandOption("--port <PORT>")]
        [Description("The port of the page; 0 for any free port. The default is 6400.")]
        [DefaultValue(FleetPage.DefaultPort)]
        public int Port { get; init; }

        [CommandOption("--listen <ADDRESS>")]
        [Description("The IP address to listen on. Everyone who reaches it can cancel jobs and reply to agents. The default is 127.0.0.1.")]
        [DefaultValue("127.0.0.1")]
        public string Listen { get; init; } = "";

        [CommandOption("--wait")]
        [Description("Waits until a machine responds, instead of failing if none does.")]
        public bool Wait { get; init; }

        [CommandOption("--dashboard")]
        [Description("Adds the dashboard of Orleans to the page. It shows the machines that were started with --dashboard.")]
        public bool Dashboard { get; init; }

        public override ValidationResult Validate() =>
            HostSettings.Validate(Port, Listen) is { Successful: false } error ? error : base.Validate();
    }
}
