using System.Globalization;
using Spectre.Console;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Shows the machines and the requests of a fleet.</summary>
internal static class StatusTables
{
    public static Table Machines(FleetStatus status)
    {
        var table = new Table().AddColumns("Machine", "Labels", "Models", "Jobs", "State");
        foreach (var machine in status.Machines)
        {
            table.AddRow(
                new Text(machine.Name),
                new Text(string.Join(", ", machine.Labels)),
                new Text(machine.Models.Count == 0 ? "all" : string.Join(", ", machine.Models.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} ({m.Value})")))),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{machine.Jobs.Count} of {machine.MaxJobs}")),
                new Text(machine.IsLost ? "lost" : "ready", new Style(machine.IsLost ? Color.Red : Color.Default)));
        }

        return table;
    }

    public static Table Providers(FleetStatus status)
    {
        var table = new Table().AddColumns("Provider", "Jobs", "Cost today", "State");
        foreach (var provider in status.Providers)
        {
            table.AddRow(
                new Text(provider.Name),
                new Text(Used(provider.Running, provider.MaxJobs, "0")),
                new Text(Used(provider.CostToday, provider.MaxCostPerDay, "$0.00")),
                new Text(StateOf(provider)));
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

    private static string Used(decimal value, decimal? most, string format) =>
        most is { } limit ? $"{Number(value, format)} of {Number(limit, format)}" : Number(value, format);

    private static string Number(decimal value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string StateOf(FleetProvider provider) =>
        provider.CostToday >= provider.MaxCostPerDay ? "cost reached"
        : provider.PausedUntil is { } end ? string.Create(CultureInfo.InvariantCulture, $"paused until {end:u}")
        : provider.IsReduced ? "reduced"
        : "ready";

    private static string ContentOf(FleetAsk ask) => ask.Permission is { } permission
        ? $"{permission}: {string.Join(", ", ask.Patterns)}"
        : string.Join('\n', ask.Questions.Select(question => question.Options.Count == 0 ? question.Text : $"{question.Text} ({string.Join(" | ", question.Options)})"));
}
