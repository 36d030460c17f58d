using System.Collections.Concurrent;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Many starts and stops, with an executable that starts faster than the server. The contract tests have a few with the server itself.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Platform(Include = "Linux")]
public sealed class StartAndStopTests
{
    private const int Cycles = 40;

    /// <summary>A server as far as a start needs one, with a child that leaves its session and another that stays in it.</summary>
    private const string Script = """
        #!/usr/bin/env node
        if (process.argv.includes("--version")) {
          console.log("1.18.33");
          process.exit();
        }
        const { spawn } = require("child_process");
        const port = process.argv.find(argument => argument.startsWith("--port=")).slice("--port=".length);
        spawn("sleep", ["1001"], { stdio: "ignore" });
        spawn("sleep", ["1002"], { stdio: "ignore", detached: true }).unref();
        require("http")
          .createServer((request, response) => {
            response.setHeader("Content-Type", "application/json");
            response.end(request.url.startsWith("/config") ? "{}" : '{"healthy":true,"version":"1.18.33"}');
          })
          .listen(port, "127.0.0.1", () => console.log(`opencode server listening on http://127.0.0.1:${port}`));
        """;

    [Test]
    public async Task Many_starts_and_stops_leave_no_process_no_port_and_no_file(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 1");
        var mark = new ProcessMark();
        var temporary = Directory.CreateDirectory(Path.Combine(fake.Folder, "tmp")).FullName;
        var options = new OpenCodeServerOptions
        {
            ExecutablePath = fake.Add("node-server", Script),
            Port = 0,
            Timeout = TestTimeout.Value,
            Environment = new Dictionary<string, string?> { [mark.Variable] = mark.Value, ["TMPDIR"] = temporary },
        };
        var ports = new ConcurrentBag<int>();
        await Parallel.ForAsync(0, Cycles, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (_, token) =>
        {
            await using var server = await OpenCodeServer.StartAsync(options, token);
            ports.Add(server.Url.Port);
            Assert.That(mark.Processes().Values, Has.Some.StartWith("sleep 1001").And.Some.StartWith("sleep 1002"));
        });
        Assert.That(ports, Has.Count.EqualTo(Cycles));
        Assert.That(mark.Processes(), Is.Empty);
        Assert.That(ListeningPorts.Find().Intersect(ports), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(temporary, path)), Is.SubsetOf(new[] { "opencode" }));
    }
}
