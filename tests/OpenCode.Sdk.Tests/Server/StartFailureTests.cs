using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Programs that are no server, each with the words its start fails with. None leaves anything behind.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Include = "Linux")]
public sealed class StartFailureTests
{
    private readonly ProcessMark _mark = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("opencode-data-");

    [TearDown]
    public void NothingIsLeft()
    {
        Assert.That(_mark.Processes(), Is.Empty);
        _data.Delete(recursive: true);
    }

    [Test]
    public async Task A_program_that_is_not_there(CancellationToken cancellationToken) => await FailsWithAsync(
        new() { ExecutablePath = "/nowhere/opencode" },
        OpenCodeServerFailure.ExecutableNotFound,
        "/nowhere/opencode does not exist.\nInstall it with: npm install -g opencode-ai@1",
        cancellationToken);

    [Test]
    public async Task A_program_that_is_not_executable(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var path = fake.Add("plain", "", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await FailsWithAsync(new() { ExecutablePath = path }, OpenCodeServerFailure.NotExecutable, $"{path} is not executable. Make it executable with: chmod +x {path}", cancellationToken);
    }

    /// <summary>Whatever the system refuses, the failure names the option and its value.</summary>
    [TestCase("file")]
    [TestCase("file/below")]
    [TestCase("no permission/below")]
    [TestCase("too long")]
    public async Task A_data_directory_that_can_not_be_made(string kind, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        File.WriteAllText(Path.Combine(_data.FullName, "file"), "");
        var directory = kind switch
        {
            "too long" => Path.Combine(_data.FullName, new string('x', 300)),
            // No user, not even root, can create a folder there.
            "no permission/below" => "/proc/1/below",
            _ => Path.Combine(_data.FullName, kind),
        };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Decide(new() { ExecutablePath = fake.Path, Port = 0, DataDirectory = directory }), cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.UnusableDirectory));
        Assert.That(failure.Message, Does.StartWith($"DataDirectory is {directory}, which can't be created: "));
    }

    [Test]
    public async Task A_program_that_ends_at_once(CancellationToken cancellationToken) => await FailsAsync(
        "echo out; echo 'password: '$OPENCODE_SERVER_PASSWORD >&2; exit 3",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 3 before it was ready.\nStandard error:\npassword: ***\nStandard output:\nout",
        cancellationToken);

    [Test]
    public async Task A_program_that_ends_at_once_without_a_word_or_an_error(CancellationToken cancellationToken) => await FailsAsync(
        "exit 0",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 0 before it was ready.",
        cancellationToken);

    [Test]
    public async Task A_program_that_crashes(CancellationToken cancellationToken) => await FailsAsync(
        "kill -SEGV $$",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server was killed by signal 11 before it was ready.",
        cancellationToken);

    [Test]
    public async Task A_program_that_ends_with_a_code_no_signal_has(CancellationToken cancellationToken) => await FailsAsync(
        "exit 255",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 255 before it was ready.",
        cancellationToken);

    [Test]
    public async Task A_program_that_ends_as_soon_as_it_listens(CancellationToken cancellationToken) => await FailsAsync(
        "echo opencode server listening on http://127.0.0.1:${3#--port=}; echo the reason >&2; exit 5",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 5 before it was ready.\nStandard error:\nthe reason\nStandard output:\nopencode server listening on http://127.0.0.1:{port}",
        cancellationToken);

    [Test]
    public async Task A_program_gets_its_environment_as_it_was_given(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("tr '\\0' '\\n' < /proc/$$/environ | grep -v '^OPENCODE_' | sort; exit 1");
        var options = ServerAddress.Decide(new() { ExecutablePath = fake.Path, Port = 0, InheritEnvironment = false });
        options.Environment = new Dictionary<string, string?> { ["mode"] = "production", ["mark"] = "mine", ["Logging:Level"] = "x", ["a-b.c"] = "y", ["PATH"] = Environment.GetEnvironmentVariable("PATH") };
        var thrown = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(options, cancellationToken));
        Assert.That(thrown.StandardOutput.Split('\n').Where(line => !line.StartsWith("PATH=", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "mode=production", "mark=mine", "Logging:Level=x", "a-b.c=y" }));
    }

    [Test]
    public async Task A_large_configuration_is_in_a_private_file_that_does_not_stay(CancellationToken cancellationToken)
    {
        var prompt = new string('x', 300_000);
        await FailsAsync(
            new()
            {
                ConfigJson = $$"""{"model":"a/b","agent":{"a":{"prompt":"{{prompt}}"} } }""",
            },
            "stat -c '%a %s' $OPENCODE_CONFIG $(dirname $OPENCODE_CONFIG) | cut -d ' ' -f 1; echo $OPENCODE_CONFIG_CONTENT; cat $OPENCODE_CONFIG | wc -c; echo $OPENCODE_CONFIG >&2; exit 1",
            failure =>
            {
                Assert.That(failure.StandardOutput.Split('\n'), Is.EqualTo(["600", "700", """{"model":"a/b"}""", $"{prompt.Length + """{"agent":{"a":{"prompt":""}}}""".Length}"]));
                Assert.That(File.Exists(failure.StandardError), Is.False);
                Assert.That(Directory.Exists(Path.GetDirectoryName(failure.StandardError)), Is.False);
            },
            cancellationToken);
    }

    /// <summary>A collection would close what was forgotten; without one, thirty starts would leave three times as many.</summary>
    [Test]
    public async Task Starts_leave_no_descriptors(CancellationToken cancellationToken)
    {
        const int starts = 30;
        using var fake = new FakeExecutable("if [ \"$1\" = --version ]; then echo 1.18.33; exit; fi\nexit 1");
        await FailAsync();
        var before = Descriptors();
        for (var i = 0; i < starts; i++)
        {
            await FailAsync();
        }

        Assert.That(Descriptors() - before, Is.LessThan(starts));

        Task FailAsync() => Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Decide(new() { ExecutablePath = fake.Path, Port = 0 }), cancellationToken));

        static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
    }

    [Test]
    public async Task A_start_that_another_server_disturbs_in_the_database_is_retried(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var trace = Path.Combine(fake.Folder, "trace");
        await FailsAsync(
            new(),
            $"if [ \"$1\" = --version ]; then echo 1.18.33; exit; fi\necho x >> {trace}; [ $(wc -l < {trace}) -gt 2 ] && exit 3; echo 'SQLiteError: database is locked' >&2; exit 1",
            failure => Assert.That(failure.ExitCode, Is.EqualTo(3)),
            cancellationToken);
        Assert.That(File.ReadAllLines(trace), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_start_without_a_word_points_to_the_log_files(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var log = Directory.CreateDirectory(Path.Combine(fake.Folder, "data", "data", "opencode", "log")).FullName;
        await FailsAsync(
            new() { DataDirectory = Path.Combine(fake.Folder, "data") },
            "exit 1",
            failure => Assert.That(failure.Message, Is.EqualTo($"The opencode server ended with exit code 1 before it was ready. Its log files are in {log}.")),
            cancellationToken);
    }

    [Test]
    public async Task A_program_whose_child_has_left_its_session_and_its_environment(CancellationToken cancellationToken)
    {
        var escaped = $"sleep {Random.Shared.Next(100_000, 1_000_000_000)}";
        await FailsAsync(
            $"env -i setsid {escaped} & exec sleep 1000",
            OpenCodeServerFailure.TimedOut,
            "The opencode server was not ready within 30 seconds. It did not report that it is listening.",
            cancellationToken,
            until: () => ProcessTable.IsRunning(escaped));
        Assert.That(ProcessTable.IsRunning(escaped), Is.False);
    }

    [Test]
    public async Task A_logger_that_fails_changes_nothing(CancellationToken cancellationToken)
    {
        using var log = new ThrowingLoggerProvider();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        using var fake = new FakeExecutable("for i in 1 2 3; do echo $i; done; exit 1");
        await FailsWithAsync(
            new() { ExecutablePath = fake.Path, Port = 0, LoggerFactory = factory },
            OpenCodeServerFailure.EndedEarly,
            "The opencode server ended with exit code 1 before it was ready.\nStandard output:\n1\n2\n3",
            cancellationToken);
        Assert.That(log.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task A_program_that_prints_garbage(CancellationToken cancellationToken) => await FailsAsync(
        @"printf '\000\001\033[2J\377\376 opencode server listening on\n\007'; exit 1",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 1 before it was ready.\nStandard output:\n\ufffd\ufffd opencode server listening on",
        cancellationToken);

    [Test]
    public async Task A_program_that_never_gets_ready(CancellationToken cancellationToken) => await FailsAsync(
        "echo starting; exec sleep 1000",
        OpenCodeServerFailure.TimedOut,
        "The opencode server was not ready within 30 seconds. It did not report that it is listening.\nStandard output:\nstarting",
        cancellationToken,
        until: () => _lines.Contains("starting"));

    [Test]
    public async Task A_program_that_floods_both_outputs(CancellationToken cancellationToken)
    {
        const string line = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
        var tail = string.Join('\n', Enumerable.Repeat(line, 100));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await FailsAsync(
            $"flood() {{ yes {line} 2>/dev/null | head -c 20000000; }}; flood & flood >&2; wait; exit 7",
            OpenCodeServerFailure.EndedEarly,
            $"The opencode server ended with exit code 7 before it was ready.\nStandard error:\n{tail}\nStandard output:\n{tail}",
            cancellationToken);
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4 * 1024 * 1024));
    }

    [Test]
    public async Task A_program_that_floods_one_line(CancellationToken cancellationToken) => await FailsAsync(
        "head -c 20000000 /dev/zero | tr '\\0' 'x'; exit 7",
        OpenCodeServerFailure.EndedEarly,
        $"The opencode server ended with exit code 7 before it was ready.\nStandard output:\n{new string('x', 2000)}… (20000000 characters)",
        cancellationToken);

    [Test]
    public async Task A_program_that_ignores_the_polite_signal(CancellationToken cancellationToken) => await FailsAsync(
        "trap 'echo not yet' TERM; echo polite; while :; do sleep 0.02; done",
        OpenCodeServerFailure.TimedOut,
        "The opencode server was not ready within 30 seconds. It did not report that it is listening.\nStandard output:\npolite",
        cancellationToken,
        until: () => _lines.Contains("polite"));

    [Test]
    public async Task A_program_that_has_started_others_and_left_them(CancellationToken cancellationToken) => await FailsAsync(
        "setsid sleep 1001 & (setsid sleep 1002 &) ; sleep 1003 & exit 4",
        OpenCodeServerFailure.EndedEarly,
        "The opencode server ended with exit code 4 before it was ready.",
        cancellationToken);

    [Test]
    public async Task A_program_that_listens_where_it_was_not_told_to(CancellationToken cancellationToken) => await FailsAsync(
        "echo opencode server listening on http://127.0.0.1:1; exec sleep 1000",
        OpenCodeServerFailure.Unusable,
        "The opencode server listens on http://127.0.0.1:1 instead of port {port} of 127.0.0.1.\nStandard output:\nopencode server listening on http://127.0.0.1:1",
        cancellationToken);

    [Test]
    public async Task A_program_that_only_says_that_it_listens(CancellationToken cancellationToken) => await FailsAsync(
        "echo opencode server listening on http://127.0.0.1:${3#--port=}; exec sleep 1000",
        OpenCodeServerFailure.Unusable,
        "The opencode server started but does not work: No response to GET http://127.0.0.1:{port}/global/health: Connection refused (127.0.0.1:{port})\nStandard output:\nopencode server listening on http://127.0.0.1:{port}",
        cancellationToken);

    [Test]
    public async Task A_password_that_is_a_word_of_the_listening_line_does_not_hide_it(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("echo opencode server listening on http://127.0.0.1:1; exec sleep 1000");
        await FailsWithAsync(
            new() { ExecutablePath = fake.Path, Port = 0, Password = "listening" },
            OpenCodeServerFailure.Unusable,
            "The opencode server listens on http://127.0.0.1:1 instead of port {port} of 127.0.0.1.\nStandard output:\nopencode server *** on http://127.0.0.1:1",
            cancellationToken);
    }

    [Test]
    public async Task A_port_that_somebody_else_listens_on(CancellationToken cancellationToken)
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        using var fake = new FakeExecutable("exit 0");
        await FailsWithAsync(
            new() { ExecutablePath = fake.Path, Port = port },
            OpenCodeServerFailure.PortInUse,
            $"Port {port} of 127.0.0.1 is in use. Set Port to another port or to 0 for any free port, or set PortFallback to true.",
            cancellationToken);
        Assert.That(stranger.Pending(), Is.False, "Nobody may talk to a stranger.");
        await FailsWithAsync(
            new() { ExecutablePath = fake.Path, Port = port, PortFallback = true },
            OpenCodeServerFailure.EndedEarly,
            "The opencode server ended with exit code 0 before it was ready.",
            cancellationToken);
    }

    [Test]
    public async Task A_start_that_is_cancelled_before_it_begins()
    {
        using var fake = new FakeExecutable("exit 0");
        await Failure.OfAsync<OperationCanceledException>(() => OpenCodeServer.StartAsync(new() { ExecutablePath = fake.Path }, new CancellationToken(canceled: true)));
    }

    /// <param name="script">What the program does.</param>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <param name="until">The state in which the timeout passes; without it, it never does.</param>
    private async Task FailsAsync(string script, OpenCodeServerFailure failure, string message, CancellationToken cancellationToken, Func<bool>? until = null)
    {
        using var fake = new FakeExecutable(script);
        using var log = new LogWatch(_lines.Enqueue);
        await FailsWithAsync(new() { ExecutablePath = fake.Path, Port = 0, LoggerFactory = until is null ? null : log }, failure, message, cancellationToken, until);
    }

    private async Task FailsWithAsync(OpenCodeServerOptions options, OpenCodeServerFailure failure, string message, CancellationToken cancellationToken, Func<bool>? until = null)
    {
        var time = new FakeTimeProvider();
        var decided = Decide(options);
        decided.TimeProvider = time;
        var start = Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(decided, cancellationToken));
        if (until is not null)
        {
            await Poll.UntilAsync(until, cancellationToken);
            time.Advance(decided.Timeout);
        }

        var thrown = await start;
        Assert.That(thrown.Message, Is.EqualTo(message.Replace("{port}", decided.Port.ToString())));
        Assert.That(thrown.Failure, Is.EqualTo(failure));
    }

    private async Task FailsAsync(OpenCodeServerOptions options, string script, Action<OpenCodeServerException> check, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable(script);
        check(await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Decide(options with { ExecutablePath = fake.Path, Port = 0 }), cancellationToken)));
    }

    /// <summary>Nothing of what the user of this machine has is used.</summary>
    private OpenCodeServerOptions Decide(OpenCodeServerOptions options) => ServerAddress.Decide(options) with
    {
        PortFallback = options.PortFallback,
        StopTimeout = TimeSpan.FromSeconds(0.2),
        DataDirectory = options.DataDirectory ?? _data.FullName,
        Environment = new Dictionary<string, string?> { [_mark.Variable] = _mark.Value },
    };

    private sealed class ThrowingLoggerProvider : ILoggerProvider, ILogger
    {
        public int Calls { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Calls++;
            throw new InvalidOperationException("This logger fails.");
        }

        public void Dispose()
        {
        }
    }
}
