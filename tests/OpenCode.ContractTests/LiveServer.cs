using System.Diagnostics;
using System.Reflection;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>One real server for all tests, with a home and a project of its own and a scripted model. Without it they all fail.</summary>
[SetUpFixture]
public sealed class LiveServer
{
    private static DirectoryInfo? s_folder;
    private static DemoModel? s_model;
    private static OpenCodeInstance? s_instance;

    /// <summary>What the model answers; each test says so for prompts of its own.</summary>
    public static TestScripts Scripts { get; } = new();

    public static OpenCodeClient Client => Instance.Client;

    public static OpenCodeServer Server => Instance.Server;

    public static string Version { get; } = Metadata("OpenCodeServerVersion");

    /// <summary>The folder that holds everything the server may touch.</summary>
    public static string Folder => s_folder!.FullName;

    /// <summary>A git repository with <c>hello.txt</c>, <c>changing.txt</c> and <c>src/Program.cs</c>.</summary>
    public static string Project => Path.Combine(Folder, "project");

    private static OpenCodeInstance Instance => s_instance ?? throw new InvalidOperationException("The server did not start.");

    /// <summary>Where the servers of these tests write their log files.</summary>
    public static string LogFolder => Path.Combine(Folder, "home", ".local", "share", "opencode", "log");

    /// <summary>Much longer than this server takes to respond on this machine: whoever is silent for so long has stalled.</summary>
    public static TimeSpan Silence { get; private set; }

    /// <summary>A client that goes through a proxy, with a stream that comes back at once.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="fault">What happens to its streams; silence is noticed only if one of them stalls.</param>
    /// <param name="longestDelay">The longest wait between attempts to connect; by default one second.</param>
    public static OpenCodeClient ClientThrough(FaultProxy proxy, Fault? fault = null, TimeSpan? longestDelay = null) => new(Server.ClientOptions with
    {
        BaseUrl = proxy.Url,
        EventStream = new()
        {
            InitialDelay = TimeSpan.FromMilliseconds(longestDelay is null ? 10 : 1),
            MaxDelay = longestDelay ?? TimeSpan.FromSeconds(1),
            ConnectTimeout = TestTimeout.Value,
            IdleTimeout = fault?.End == FaultEnd.Stall ? Silence : TestTimeout.Value,
        },
    });

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        s_folder = Directory.CreateTempSubdirectory("opencode-contract-");
        CreateProject();
        s_model = await DemoModel.StartAsync(Scripts.AnswerAsync);
        s_instance = await OpenCodeInstance.StartAsync(Options(), limit.Token);
        Silence = await MeasureSilenceAsync(limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (s_instance is not null)
        {
            await s_instance.DisposeAsync();
        }

        if (s_model is not null)
        {
            await s_model.DisposeAsync();
        }

        s_folder?.Delete(recursive: true);
    }

    /// <summary>Options for a server like the shared one, on a port of its own.</summary>
    public static OpenCodeServerOptions Options() => new()
    {
        ExecutablePath = Metadata("OpenCodeExecutable"),
        Port = 0,
        WorkingDirectory = Project,
        Timeout = TestTimeout.Value,
        Config = s_model!.CreateConfig(),
        Environment = new Dictionary<string, string?>
        {
            ["HOME"] = Path.Combine(Folder, "home"),
            ["PATH"] = $"{RipgrepFolder()}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            // The server fetches what its plugins may need in the background. Nothing but this machine is needed here, which a
            // server reaches without a proxy.
            ["HTTP_PROXY"] = "http://127.0.0.1:9",
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = null,
            ["no_proxy"] = null,
            ["npm_config_fetch_retries"] = "0",
            ["XDG_DATA_HOME"] = null,
            ["XDG_CONFIG_HOME"] = null,
            ["XDG_STATE_HOME"] = null,
            ["XDG_CACHE_HOME"] = null,
        },
    };

    /// <summary>Starts another program in the environment of a server, with outputs to read.</summary>
    public static ProcessStartInfo StartInfo(OpenCodeServerOptions options, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        ServerEnvironment.SetAll(start, options.Environment);
        return start;
    }

    private static async Task<TimeSpan> MeasureSilenceAsync(CancellationToken cancellationToken)
    {
        // The first call has much to load.
        await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var clock = Stopwatch.StartNew();
        await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var silence = 50 * clock.Elapsed;
        return silence > TimeSpan.FromSeconds(1) ? silence : TimeSpan.FromSeconds(1);
    }

    /// <summary>npm puts ripgrep beside the server, in a package named after the platform.</summary>
    private static string RipgrepFolder()
    {
        var packages = Path.Combine(Path.GetDirectoryName(Metadata("OpenCodeExecutable"))!, "..", "@vscode");
        return Directory.GetDirectories(packages, "ripgrep-*").Select(folder => Path.GetFullPath(Path.Combine(folder, "bin"))).First();
    }

    private static void CreateProject()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "home"));
        Directory.CreateDirectory(Path.Combine(Project, "src"));
        File.WriteAllText(Path.Combine(Project, "hello.txt"), "one\ntwo needle\nthree\n");
        File.WriteAllText(Path.Combine(Project, "changing.txt"), "one\ntwo\nthree\n");
        File.WriteAllText(Path.Combine(Project, "src", "Program.cs"), "Console.WriteLine(\"needle\");\n");
        Git("init", "--quiet");
        Git("add", ".");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.test", "commit", "--quiet", "--message", "start");
    }

    private static void Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Project })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"git {string.Join(' ', arguments)}");
    }

    private static string Metadata(string key) => typeof(LiveServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
