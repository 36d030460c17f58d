using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Compatibility;

namespace OpenCode.SpecTool.Tests;

public sealed class CompatibilityReportTests
{
    [Test]
    public void Each_server_is_a_column_and_what_does_not_work_is_listed()
    {
        var report = CompatibilityReport.Write([Record("1.18.33", "pass", "pass"), Record("1.2.27", "differs", "absent")]);
        Assert.That(report, Does.Contain("| | 1.2.27 | 1.18.33 |\n|---|---|---|\n| App | 1 pass, 1 differs | pass |\n| V2 | absent | pass |\n"));
        Assert.That(report, Does.EndWith("| 1.2.27 | `App.LogAsync` | differs | GET /x \\| failed |\n| 1.2.27 | `V2.Health.GetAsync` | absent |  |\n"));
    }

    private static JObject Record(string version, string log, string health) => new()
    {
        ["server"] = version,
        ["calls"] = new JArray(
            Call("App", "App.LogAsync", log, log == "pass" ? "" : "GET http://127.0.0.1:4711/x | failed\nand more"),
            Call("App", "App.AgentsAsync", "pass", ""),
            Call("V2", "V2.Health.GetAsync", health, "")),
    };

    private static JObject Call(string group, string call, string outcome, string reason) =>
        new() { ["group"] = group, ["call"] = call, ["outcome"] = outcome, ["reason"] = reason };
}
