using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Compatibility;

/// <summary>Writes the results of the contract tests with several servers as Markdown.</summary>
public static partial class CompatibilityReport
{
    private static readonly string[] s_outcomes = ["pass", "absent", "differs"];

    /// <param name="records">A record for each server, with its version and the outcome of each call.</param>
    public static string Write(IEnumerable<JObject> records)
    {
        var servers = records.OrderBy(r => Version.Parse((string)r["server"]!)).ToList();
        var groups = servers.SelectMany(Calls).Select(c => (string)c["group"]!).Distinct().ToList();
        var report = new StringBuilder("""
            # Compatibility

            This page lists the calls that work with each version of the server. `dotnet msbuild build/compatibility.proj` writes the page. It
            starts each server and makes every call of the documented API in both styles.

            `pass`: all calls of the group work. `absent`: the server doesn't have the operation, and the call throws an
            `OpenCodeUnsupportedOperationException`. `differs`: the server has the operation, but its behavior differs.


            """.ReplaceLineEndings("\n"));
        report.Append($"| | {string.Join(" | ", servers.Select(s => s["server"]))} |\n|---|{string.Concat(servers.Select(_ => "---|"))}\n");
        foreach (var group in groups)
        {
            report.Append($"| {MarkdownText.Cell(group)} | {string.Join(" | ", servers.Select(s => Cell(Calls(s).Where(c => (string?)c["group"] == group))))} |\n");
        }

        report.Append("\n## Calls that don't work, by version\n\n| server | call | outcome | message |\n|---|---|---|---|\n");
        foreach (var server in servers)
        {
            foreach (var call in Calls(server).Where(c => (string?)c["outcome"] != "pass"))
            {
                report.Append($"| {server["server"]} | {MarkdownText.Cell($"{call["call"]}", isCode: true)} | {MarkdownText.Cell($"{call["outcome"]}")} | {Reason((string?)call["reason"])} |\n");
            }
        }

        return report.ToString();
    }

    private static IEnumerable<JObject> Calls(JObject record) => record["calls"]!.OfType<JObject>();

    /// <summary>Returns one word if all calls have the same outcome; otherwise, the number of calls for each outcome.</summary>
    private static string Cell(IEnumerable<JObject> calls)
    {
        var counts = calls.CountBy(c => (string)c["outcome"]!).ToDictionary();
        return counts.Count == 1 ? counts.Keys.Single() : string.Join(", ", s_outcomes.Where(counts.ContainsKey).Select(o => $"{counts[o]} {o}"));
    }

    /// <summary>Returns the reason as one line of a table, without the address of the test server.</summary>
    private static string Reason(string? reason) =>
        MarkdownText.Cell(Address().Replace((reason ?? "").Split('\n')[0], "").Trim());

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();
}
