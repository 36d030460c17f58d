using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using OpenCode.Fleet.Tool.Cluster;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>A folder, a scripted model, and the processes of a fleet, which end with the test.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-fleet-");
    private readonly List<ToolProcess> _processes = [];
    private readonly DemoModel _model;

    private TestFleet(DemoModel model)
    {
        _model = model;
        Directory.CreateDirectory(Project);
        File.WriteAllText(Path.Combine(Project, "README.md"), "A project\n");
    }

    /// <summary>The port of its store.</summary>
    public int Port { get; } = FreePort.Find(IPAddress.Loopback);

    public string Store => $"127.0.0.1:{Port}";

    /// <summary>The directory in which agents work.</summary>
    public string Project => Path.Combine(_folder.FullName, "project");

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>What all processes of the fleet carry.</summary>
    public ProcessMark Mark { get; } = new();

    public static async Task<TestFleet> CreateAsync(Func<DemoRequest, CancellationToken, IAsyncEnumerable<DemoChunk>> script) => new(await DemoModel.StartAsync(script));

    /// <summary>Starts a machine or a store, and waits until it is ready.</summary>
    public Task<ToolProcess> StartAsync(CancellationToken cancellationToken, params string[] arguments) => UntilReadyAsync([.. arguments, "--data", Data], cancellationToken);

    /// <summary>Starts a client that serves the page, and waits until it is ready.</summary>
    public Task<ToolProcess> StartPageAsync(CancellationToken cancellationToken, params string[] options) => UntilReadyAsync(["page", "--port", "0", "--store", Store, .. options], cancellationToken);

    /// <summary>Runs a command of a client to its end.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellationToken, params string[] arguments) => Command.RunAsync(StartInfo([.. arguments, "--store", Store]), cancellationToken);

    /// <summary>Runs a command of a client until its output contains a text.</summary>
    public async Task<string> PollAsync(string text, CancellationToken cancellationToken, params string[] arguments)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (_, output) = await RunAsync(cancellationToken, arguments);
            if (output.Contains(text, StringComparison.Ordinal))
            {
                return output;
            }
        }
    }

    /// <summary>Writes a batch with a job for each prompt.</summary>
    public string WriteBatch(string id, params string[] prompts)
    {
        var file = Path.Combine(_folder.FullName, $"{id}.json");
        File.WriteAllText(file, FleetJson.Write(CreateBatch(id, prompts)));
        return file;
    }

    public FleetBatch CreateBatch(string id, params string[] prompts) => new()
    {
        Id = id,
        Jobs = [.. prompts.Select(prompt => new FleetJob
        {
            Prompt = prompt,
            Workspace = FleetWorkspace.ForDirectory(Project),
            Asks = new() { Permissions = FleetPermissionPolicy.Ask },
        })],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
        }

        await _model.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<ToolProcess> UntilReadyAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var tool = await ToolProcess.StartAsync(StartInfo(arguments), cancellationToken);
        lock (_processes)
        {
            _processes.Add(tool);
        }

        return tool;
    }

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenCodeNet.Fleet.Tool.dll"), .. arguments]) { UseShellExecute = false, WorkingDirectory = _folder.FullName };
        start.Environment["HOME"] = Path.Combine(_folder.FullName, "home");
        start.Environment["OPENCODE_BIN"] = typeof(TestFleet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OpenCodeExecutable").Value;
        start.Environment["OPENCODE_CONFIG_CONTENT"] = Encoding.UTF8.GetString(OpenCodeJson.Write(_model.CreateConfig()));
        start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        start.Environment[Mark.Variable] = Mark.Value;
        return start;
    }
}
