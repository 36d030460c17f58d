using System.Globalization;
using Spectre.Console;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Shows jobs.</summary>
internal static class JobTable
{
    public static Table Create() => new Table().AddColumns("Job", "State", "Machine", "Tokens", "Cost", "Result");

    public static void AddJob(this Table table, FleetJobStatus job)
    {
        var result = job.Result;
        table.AddRow(
            new Text(job.Id.Index.ToString(CultureInfo.InvariantCulture)),
            new Text(result is null ? job.State.ToString().ToLowerInvariant() : BatchText.NameOf(result.Outcome), new Style(result is null or { Outcome: FleetOutcome.Completed } ? Color.Default : Color.Red)),
            new Text(job.Session?.Machine ?? ""),
            new Text(result?.Usage.Tokens.ToString(CultureInfo.InvariantCulture) ?? ""),
            new Text(result?.Usage.Cost.ToString("0.0000", CultureInfo.InvariantCulture) ?? ""),
            new Text(ConsoleText.FirstLine(result?.Reason ?? result?.Structured ?? result?.Text)));
    }
}
