using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>What came of the documented API with one server version.</summary>
internal sealed partial class CompatibilityRecord(string version)
{
    private readonly JArray _calls = [];

    /// <summary>Whether <c>docs/compatibility.md</c> says the same of a call.</summary>
    public static bool IsListed(string version, ReferenceCall call, string outcome) =>
        File.ReadLines(Repository.File("docs/compatibility.md")).Any(line => line.StartsWith($"| {version} | `{call}` | {outcome} |", StringComparison.Ordinal));

    /// <summary>An operation without the names of its path's parameters.</summary>
    public static string Key(string route) => Parameters().Replace(route, "{}");

    public void Add(ReferenceCall call, string outcome, string reason)
    {
        lock (_calls)
        {
            _calls.Add(new JObject { ["group"] = call.Group, ["call"] = call.ToString(), ["outcome"] = outcome, ["reason"] = reason });
        }
    }

    /// <summary>Into <c>artifacts/compatibility</c>, where <c>build/compatibility.proj</c> collects it.</summary>
    public void Write()
    {
        var folder = Directory.CreateDirectory(Repository.File("artifacts/compatibility"));
        File.WriteAllText(Path.Combine(folder.FullName, version + ".json"), new JObject { ["server"] = version, ["calls"] = _calls }.ToString());
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();
}
