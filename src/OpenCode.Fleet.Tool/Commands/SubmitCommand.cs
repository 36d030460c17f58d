using System.ComponentModel;
using System.Text.Json;
using OpenCode.Fleet.Tool.Output;
using Spectre.Console;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Commands;

/// <summary>Submits the batch of a file.</summary>
internal sealed class SubmitCommand(IAnsiConsole console) : ClientCommand<SubmitCommand.Settings>
{
    protected override async Task<int> RunAsync(FleetClient fleet, Settings settings, CancellationToken cancellationToken)
    {
        var batch = await fleet.SubmitAsync(settings.Batch!, cancellationToken).ConfigureAwait(false);
        console.WritePlain(FormattableString.Invariant($"Batch {batch.Id}: {batch.Count} jobs"));
        return settings.Watch ? await console.WatchAsync(fleet, batch.Id, cancellationToken).ConfigureAwait(false) : 0;
    }

    internal sealed class Settings : ClientSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("A JSON file with the batch: { \"jobs\": [{ \"prompt\": ..., \"workspace\": { \"kind\": \"clone\", \"location\": ... } }] }")]
        public string File { get; init; } = "";

        [CommandOption("--watch")]
        [Description("Shows the progress until all jobs have ended. The exit code is 1 if a job was not completed.")]
        public bool Watch { get; init; }

        public FleetBatch? Batch { get; private set; }

        public override ValidationResult Validate()
        {
            try
            {
                Batch = FleetBatch.Parse(System.IO.File.ReadAllText(File));
                return base.Validate();
            }
            catch (Exception e) when (e is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                return ValidationResult.Error($"The file {File} can't be submitted: {e.Message}");
            }
        }
    }
}
