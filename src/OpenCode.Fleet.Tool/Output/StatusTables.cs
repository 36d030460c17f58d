using System.Globalization;
using Spectre.Console;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Shows the machines and the requests of a fleet.</summary>
internal static class StatusTables
{
    public static Table Machines(FleetStatus status)
    {
        var table = new Table().AddColumns("Machine", "Labels", "Jobs", "State");
        foreach (var machine in status.Machines)
        {
            table.AddRow(
                new Text(machine.Name),
                new Text(string.Join(", ", machine.Labels)),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{machine.Jobs.Count} of {machine.MaxJobs}")),
                new Text(machine.IsLost ? "lost" : "ready", new Style(machine.IsLost ? Color.Red : Color.Default)));
        }

        return table;
    }

    public static Table Asks(FleetStatus status)
    {
        var table = new Table().AddColumns("Job", "Request", "Content");
        foreach (var ask in status.Asks)
        {
            table.AddRow(new Text(ask.Job.ToString()), new Text(ask.Id), new Text(ContentOf(ask)));
        }

        return table;
    }

    private static string ContentOf(FleetAsk ask) => ask.Permission is { } permission
        ? $"{permission}: {string.Join(", ", ask.Patterns)}"
        : string.Join('\n', ask.Questions.Select(question => question.Options.Count == 0 ? question.Text : $"{question.Text} ({string.Join(" | ", question.Options)})"));
}
