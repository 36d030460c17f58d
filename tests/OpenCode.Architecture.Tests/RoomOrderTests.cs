using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.NUnit;
using OpenCode.Testing;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace OpenCode.Architecture.Tests;

/// <summary>Each folder of a project uses only folders below it: <c>docs/architecture.md</c> shows the order.</summary>
public sealed partial class RoomOrderTests
{
    /// <summary>From the bottom to the top.</summary>
    private static readonly Dictionary<string, string[]> s_orders = new()
    {
        ["build/runtime"] = ["Text", "Events", "Responses", "Json", "Requests", "Models"],
        ["src/OpenCode.Sdk"] =
        [
            "Secrets", "Options", "Versions", "Errors", "Calls", "Diagnostics", "Http", "Compatibility", "Events", "Client", "Terminal", "Pages", "Asks",
            "Sessions", "Turns", "Processes", "Server", "Pool", "Tui",
        ],
        ["src/OpenCode.Aspire.Hosting"] = ["Fleet", "Connections", "Configuration", "Lifecycle"],
        ["src/OpenCode.Extensions.Tools"] = ["Names", "Diagnostics", "Origins", "Calls", "Server", "Registration", "Hooks", "Hosting"],
        ["src/OpenCode.Extensions.Agents"] = ["Sessions", "Requests", "Runs"],
        ["src/OpenCode.Extensions.AI"] = ["Prompts", "Tools", "Responses", "Conversations"],
        ["src/OpenCode.Fleet"] = ["Storage", "Signals", "Diagnostics", "Machines", "Workspaces", "Jobs", "Batches", "Scheduling", "Worker"],
        ["src/OpenCode.Testing"] = ["Wire", "Events", "Store", "Turns", "Http"],
        ["build/OpenCode.SpecTool"] = ["Documents", "Places", "Types", "Normalize", "Emit", "Split", "Pull", "Diff", "Compatibility"],
    };

    private static readonly Dictionary<string, Assembly> s_assemblies = new()
    {
        ["build/runtime"] = typeof(Models.Session).Assembly,
        ["src/OpenCode.Sdk"] = typeof(OpenCodeClient).Assembly,
        ["src/OpenCode.Aspire.Hosting"] = typeof(global::Aspire.Hosting.ApplicationModel.OpenCodeResource).Assembly,
        ["src/OpenCode.Extensions.Tools"] = typeof(OpenCodeTools).Assembly,
        ["src/OpenCode.Extensions.Agents"] = typeof(OpenCodeAgentOptions).Assembly,
        ["src/OpenCode.Extensions.AI"] = typeof(OpenCodeChatClientOptions).Assembly,
        ["src/OpenCode.Fleet"] = typeof(Fleet.FleetMachineOptions).Assembly,
        ["src/OpenCode.Testing"] = typeof(FakeOpenCode).Assembly,
        ["build/OpenCode.SpecTool"] = typeof(SpecTool.Options).Assembly,
    };

    private static IEnumerable<string> Projects => s_orders.Keys;

    [TestCaseSource(nameof(Projects))]
    public void Each_room_uses_only_rooms_below_it(string project)
    {
        var rooms = new Rooms(project, s_assemblies[project]);
        var order = s_orders[project];
        Assert.That(rooms.Names, Is.EquivalentTo(order), "Every folder has its place in the order.");
        for (var i = 0; i < order.Length - 1; i++)
        {
            var above = order[(i + 1)..].SelectMany(rooms.TypesOf).ToList();
            var room = rooms.TypesOf(order[i]);
            Assert.That(room, Is.Not.Empty, order[i]);
            Types().That().Are(room).Should().NotDependOnAny(above).Because($"{order[i]} lies below {string.Join(", ", order[(i + 1)..])}").Check(rooms.Architecture);
        }
    }

    /// <summary>The picture is the order that is tested.</summary>
    [TestCaseSource(nameof(Projects))]
    public void The_picture_shows_this_order(string project)
    {
        var text = File.ReadAllText(Repository.File("docs/architecture.md"));
        var table = text[text.IndexOf($"### `{project}`", StringComparison.Ordinal)..];
        var rows = Row().Matches(table[..(table.IndexOf("\n#", 1, StringComparison.Ordinal) is > 0 and var end ? end : table.Length)]);
        Assert.That(rows.Select(row => row.Groups[1].Value), Is.EqualTo(s_orders[project].Reverse()));
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
