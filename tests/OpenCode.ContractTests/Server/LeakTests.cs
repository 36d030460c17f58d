using System.Collections.Concurrent;
using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Whatever happens to a server or to the program that started it, nothing is left.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
[Category("Slow")]
[Platform(Include = "Linux")]
public sealed class LeakTests
{
    /// <summary>How a program ends, and in which round; two programs in each.</summary>
    private static readonly TestCaseData[] s_ends =
    [
        .. Enumerable.Range(1, Rounds.Count).SelectMany(round => new[] { "kill", "group", "fail", "throw", "leave" }.Select(end => new TestCaseData(end, round))),
    ];

    private static readonly int[] s_rounds = [.. Enumerable.Range(1, Rounds.Count)];

    /// <summary>Ten cycles a round; the unit tests have forty with an executable that starts faster.</summary>
    [TestCaseSource(nameof(s_rounds))]
    public async Task Starts_and_stops_leave_no_process_no_port_and_no_file(int round, CancellationToken cancellationToken)
    {
        const int cycles = 10;
        var run = new MarkedRun();
        var ports = new ConcurrentBag<int>();
        await Parallel.ForAsync(0, cycles, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = cancellationToken }, async (_, token) =>
        {
            await using var server = await OpenCodeServer.StartAsync(run.Options, token);
            ports.Add(server.Url.Port);
        });
        Assert.That(ports, Has.Count.EqualTo(cycles));
        Assert.That(run.Processes(), Is.Empty, $"round {round}");
        Assert.That(ListeningPorts.Find().Intersect(ports), Is.Empty);
        Assert.That(run.TemporaryFiles(), Is.EqualTo(new[] { "opencode" }), "There may be the one empty folder that all servers share.");
    }

    [TestCaseSource(nameof(s_ends))]
    public async Task A_program_that_comes_to_its_end_takes_its_server_and_all_that_has_started_with_it(string end, int round, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(0, 2, cancellationToken, async (_, token) =>
        {
            var run = new MarkedRun();
            using var host = run.StartHost("serve");
            var ready = await host.StandardOutput.ReadLineAsync(token);
            Assert.That(ready, Does.StartWith("ready "), await SayAsync(host, ready, token));
            await run.HasStartedAsync(["serve --hostname=", "sleep 1001", "sleep 1002", "sleep 1003"], token);

            if (end == "kill")
            {
                Signals.Send("KILL", host.Id);
            }
            else if (end == "group")
            {
                Signals.Send("KILL", -host.Id);
            }
            else
            {
                await host.StandardInput.WriteLineAsync(end.AsMemory(), token);
            }

            await host.WaitForExitAsync(token);
            Assert.That(await run.LeftAsync(), Is.Empty, $"round {round}");
            Assert.That(run.TemporaryFiles().Where(file => file.EndsWith("opencode.json", StringComparison.Ordinal)), Is.Empty, "A large configuration is in a private file.");

            // The system closes what a process had open a moment after it has forgotten its environment.
            var port = int.Parse(ready!["ready ".Length..]);
            await Poll.UntilAsync(() => !ListeningPorts.Find().Contains(port), token);
        });

    [Test]
    public async Task What_a_server_has_started_ends_with_it_even_if_it_is_killed(CancellationToken cancellationToken)
    {
        var run = new MarkedRun();
        await using var server = await run.StartWithChildrenAsync(cancellationToken);
        Signals.Send("KILL", server.ProcessId);
        await server.Exited.WaitAsync(cancellationToken);
        Assert.That(run.Processes(), Is.Empty);
    }

    [Test]
    public async Task A_server_whose_guard_was_killed_ends_with_all_it_has_started(CancellationToken cancellationToken)
    {
        var run = new MarkedRun();
        await using var server = await run.StartWithChildrenAsync(cancellationToken);
        Signals.Send("KILL", Guard(server.ProcessId));
        await server.StopAsync(cancellationToken);
        Assert.That(run.Processes(), Is.Empty);
    }

    [Test]
    public void Ctrl_C_in_a_terminal_reaches_the_program_and_not_its_server()
    {
        var server = LiveServer.Server.ProcessId;

        // After the name in parentheses: state, parent, process group, session.
        var status = File.ReadAllText($"/proc/{server}/stat").Split(") ")[^1].Split(' ');
        Assert.That(status[1], Is.EqualTo(Environment.ProcessId.ToString()), "It is this program's own child.");
        Assert.That((status[2], status[3]), Is.EqualTo((server.ToString(), server.ToString())), "It has a group and a session of its own.");
    }

    [Test]
    public async Task A_server_that_an_agent_has_started_with_this_sdk_ends_with_the_agents_own(CancellationToken cancellationToken)
    {
        var run = new MarkedRun();
        await using var outer = await OpenCodeInstance.StartAsync(run.Options, cancellationToken);
        await outer.Client.Pty.CreateAsync(new() { Command = "dotnet", Args = [.. run.HostArguments("serve")] }, cancellationToken);
        await run.HasStartedAsync(["sleep 1001", "sleep 1002", "sleep 1003"], cancellationToken);
        await outer.Server.StopAsync(cancellationToken);
        Assert.That(run.Processes(), Is.Empty);
    }

    /// <summary>The guard of a server: it carries the server's mark among its arguments.</summary>
    private static int Guard(int server)
    {
        var mark = File.ReadAllText($"/proc/{server}/environ").Split('\0').Single(variable => variable.StartsWith("OPENCODE_SDK_MARKS=", StringComparison.Ordinal)).Split('=', ':')[^1];
        return ProcessTable.WithArgument(mark).Single();
    }

    private static async Task<string> SayAsync(Process host, string? ready, CancellationToken cancellationToken) =>
        ready is null ? await host.StandardError.ReadToEndAsync(cancellationToken) : "";
}
