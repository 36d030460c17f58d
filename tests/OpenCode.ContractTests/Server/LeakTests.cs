using System.Diagnostics;
using System.Net.NetworkInformation;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Whatever happens to a server or to the program that started it, nothing is left.</summary>
[CancelAfter(5 * TestTimeout.Milliseconds)]
[Platform(Include = "Linux")]
public sealed class LeakTests
{
    /// <summary>What nobody is left of within this time after the parent's death never was an orphan.</summary>
    private static readonly TimeSpan s_orphansLife = TimeSpan.FromSeconds(2);

    [Test]
    public async Task Fifty_starts_and_stops_leave_no_process_no_port_and_no_file(CancellationToken cancellationToken)
    {
        const int cycles = 50;
        var run = new Run();
        var ports = new List<int>();
        await Parallel.ForAsync(0, cycles, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = cancellationToken }, async (_, token) =>
        {
            await using var server = await OpenCodeServer.StartAsync(run.Options, token);
            lock (ports)
            {
                ports.Add(server.Url.Port);
            }
        });
        Assert.That(ports, Has.Count.EqualTo(cycles));
        Assert.That(run.Processes(), Is.Empty);
        Assert.That(Listening().Intersect(ports), Is.Empty);
        Assert.That(run.TemporaryFiles(), Is.EqualTo(new[] { "opencode" }), "There may be the one empty folder that all servers share.");
    }

    [Test]
    public async Task A_start_that_is_cancelled_at_any_moment_leaves_nothing(CancellationToken cancellationToken)
    {
        var run = new Run();
        for (var moment = 0; moment < 10; moment++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(1 + (150 * moment)));
            await Failure.OfAsync<OperationCanceledException>(() => OpenCodeServer.StartAsync(run.Options, cancel.Token));
            Assert.That(run.Processes(), Is.Empty, $"moment {moment}");
        }
    }

    [TestCase(null, 10)]
    [TestCase("group", 3)]
    [TestCase("fail", 2)]
    [TestCase("throw", 2)]
    [TestCase("leave", 2)]
    public async Task A_program_that_comes_to_its_end_takes_its_server_and_all_that_has_started_with_it(string? word, int times, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (_, token) =>
        {
            var run = new Run();
            using var host = run.StartHost("serve");
            var ready = await host.StandardOutput.ReadLineAsync(token);
            Assert.That(ready, Does.StartWith("ready "), await SayAsync(host, ready, token));
            await run.HasStartedAsync(["serve --hostname=", "sleep 1001", "sleep 1002", "sleep 1003"], token);

            if (word is null)
            {
                Signals.Send("KILL", host.Id);
            }
            else if (word == "group")
            {
                Signals.Send("KILL", -host.Id);
            }
            else
            {
                await host.StandardInput.WriteLineAsync(word.AsMemory(), token);
            }

            await host.WaitForExitAsync(token);
            var clock = Stopwatch.StartNew();
            Assert.That(await run.LeftAsync(s_orphansLife), Is.Empty);
            Assert.That(run.TemporaryFiles().Where(file => file.EndsWith("opencode.json", StringComparison.Ordinal)), Is.Empty, "A large configuration is in a private file.");

            // The system closes what a process had open a moment after it has forgotten its environment.
            Assert.That(() => Listening(), Does.Not.Contain(int.Parse(ready!["ready ".Length..])).After(Math.Max(1, (int)(s_orphansLife - clock.Elapsed).TotalMilliseconds)).MilliSeconds.PollEvery(20).MilliSeconds);
        });

    [Test]
    public async Task What_a_server_has_started_ends_with_it_even_if_it_is_killed(CancellationToken cancellationToken)
    {
        var run = new Run();
        await using var server = await run.StartWithChildrenAsync(cancellationToken);
        Signals.Send("KILL", server.ProcessId);
        await server.Exited.WaitAsync(cancellationToken);
        Assert.That(run.Processes(), Is.Empty);
    }

    [Test]
    public async Task A_server_whose_guard_was_killed_ends_with_all_it_has_started(CancellationToken cancellationToken)
    {
        var run = new Run();
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
        var run = new Run();
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

    private static HashSet<int> Listening() => [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port)];

    /// <summary>Servers with a mark of their own in their environment, and a folder for temporary files.</summary>
    private sealed class Run
    {
        private readonly ProcessMark _mark = new();
        private readonly string _temporary;

        public Run()
        {
            _temporary = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "tmp", _mark.Value)).FullName;
            Options = LiveServer.Options();
            Options.Environment = new Dictionary<string, string?>(Options.Environment) { [_mark.Variable] = _mark.Value, ["TMPDIR"] = _temporary };
        }

        public OpenCodeServerOptions Options { get; }

        public IReadOnlyDictionary<int, string> Processes() => _mark.Processes();

        /// <summary>Starts a server with a terminal, and in it a process that has left the terminal's session.</summary>
        public async Task<OpenCodeServer> StartWithChildrenAsync(CancellationToken cancellationToken)
        {
            var (client, server) = await OpenCodeInstance.StartAsync(Options, cancellationToken);
            using (client)
            {
                await client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = ["-c", "(setsid sleep 1002 &); exec sleep 1003"] }, cancellationToken);
            }

            await HasStartedAsync(["sleep 1002", "sleep 1003"], cancellationToken);
            return server;
        }

        /// <summary>Waits until each of these commands is running.</summary>
        public async Task HasStartedAsync(string[] commands, CancellationToken cancellationToken)
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!commands.All(command => Processes().Values.Any(running => running.StartsWith(command, StringComparison.Ordinal) || running.Contains($"/opencode {command}"))))
            {
                await tick.WaitForNextTickAsync(cancellationToken);
            }
        }

        public Task<IReadOnlyDictionary<int, string>> LeftAsync(TimeSpan within) => _mark.LeftAsync(within);

        public IEnumerable<string> TemporaryFiles() => Directory.GetFileSystemEntries(_temporary, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_temporary, path));

        public string[] HostArguments(string command) => [Path.Combine(AppContext.BaseDirectory, "OpenCode.TestHost.dll"), command, Options.ExecutablePath!];

        public Process StartHost(string command)
        {
            // As a shell starts it: in a process group of its own.
            var start = LiveServer.StartInfo(Options, "setsid", ["dotnet", .. HostArguments(command)]);
            start.WorkingDirectory = LiveServer.Project;
            start.RedirectStandardInput = true;
            return Process.Start(start)!;
        }
    }
}
