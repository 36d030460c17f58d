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

    /// <summary>A git repository with <c>hello.txt</c> and <c>src/Program.cs</c>.</summary>
    public static string Project => Path.Combine(Folder, "project");

    private static OpenCodeInstance Instance => s_instance ?? throw new InvalidOperationException("The server did not start.");

    /// <summary>A client that goes through a proxy, with a stream that comes back at once.</summary>
    public static OpenCodeClient ClientThrough(FaultProxy proxy, EventStreamOptions? options = null) => new(Server.ClientOptions with
    {
        BaseUrl = proxy.Url,
        EventStream = options ?? new() { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromSeconds(1) },
    });

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        s_folder = Directory.CreateTempSubdirectory("opencode-contract-");
        CreateProject();
        s_model = await DemoModel.StartAsync(Scripts.AnswerAsync);
        s_instance = await OpenCodeInstance.StartAsync(Options(), limit.Token);
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
            // The server fetches what its plugins may need in the background. Nothing but this machine is needed here.
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1,localhost",
            ["XDG_DATA_HOME"] = null,
            ["XDG_CONFIG_HOME"] = null,
            ["XDG_STATE_HOME"] = null,
            ["XDG_CACHE_HOME"] = null,
        },
    };

    /// <summary>Starts another program in the environment of a server, with outputs to read.</summary>
    public static ProcessStartInfo StartInfo(OpenCodeServerOptions options, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        ServerEnvironment.SetAll(start, options.Environment);
        return start;
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
