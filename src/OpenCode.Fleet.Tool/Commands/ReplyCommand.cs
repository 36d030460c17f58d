using OpenCode.Fleet.Tool.Output;
using Spectre.Console;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Replies to a request of an agent.</summary>
internal sealed class ReplyCommand(IAnsiConsole console) : ClientCommand<ReplySettings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, ReplySettings settings, CancellationToken cancellationToken)
    {
        var job = await fleet.GetJobAsync(FleetJobId.Parse(settings.Job), cancellationToken).ConfigureAwait(false);
        var ask = job.Asks.FirstOrDefault(a => a.Id == settings.Ask);
        if (ask is null || !await fleet.ReplyAsync(ask, settings.ReplyTo(ask), cancellationToken).ConfigureAwait(false))
        {
            throw new FleetToolException($"The job {settings.Job} has no request {settings.Ask} that waits for a reply.");
        }

        console.WritePlain($"The job {settings.Job} continues.");
        return 0;
    }
}
