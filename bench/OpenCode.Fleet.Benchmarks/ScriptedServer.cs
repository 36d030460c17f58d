using System.Reflection;
using OpenCode.Samples;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>Servers whose model responds at once, in a folder of their own.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-fleet-bench-");
    private readonly DemoModel _model;

    private ScriptedServer(DemoModel model)
    {
        _model = model;
        Directory.CreateDirectory(Project);
    }

    /// <summary>The directory in which agents work.</summary>
    public string Project => Path.Combine(_folder.FullName, "project");

    public static async Task<ScriptedServer> StartAsync() =>
        new(await DemoModel.StartAsync(static (_, _) => new DemoChunk[] { new DemoText("Done") }.ToAsyncEnumerable()).ConfigureAwait(false));

    /// <param name="name">The name of the folder with the data of the server.</param>
    public OpenCodeServerOptions Options(string name) => new()
    {
        ExecutablePath = typeof(ScriptedServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OpenCodeExecutable").Value,
        Port = 0,
        Config = _model.CreateConfig(),
        DataDirectory = Path.Combine(_folder.FullName, name),
        Environment = new Dictionary<string, string?>
        {
            ["HOME"] = Path.Combine(_folder.FullName, "home"),
            // What servers fetch in the background is not part of a measurement.
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1,localhost",
        },
    };

    public async ValueTask DisposeAsync()
    {
        await _model.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }
}
