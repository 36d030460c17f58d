using OpenCode.Benchmarks.JavaScript;
using OpenCode.Benchmarks.Recorded;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Harness;

/// <summary>The shared resources of the contestants: the recorded stream, the loopback server, and the JavaScript SDK.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly TextWriter _progress;
    private ServerProcess? _server;
    private JavaScriptWorker? _javaScript;

    /// <param name="progress">Receives the progress.</param>
    public Workbench(TextWriter progress) => _progress = progress;

    /// <summary>Whether this is only a trial run: one round with few operations.</summary>
    public bool IsShort { get; init; }

    /// <summary>The number of rounds, which overrides that of each comparison.</summary>
    public int? Rounds { get; init; }

    /// <summary>Whether the JavaScript SDK is included.</summary>
    public bool HasJavaScript { get; init; }

    public Recording Recording { get; } = Recording.Load();

    /// <summary>Returns the number of operations of a full run or of a short run.</summary>
    public int Operations(int full, int brief) => IsShort ? brief : full;

    /// <summary>
    /// Gets the loopback server, which runs in its own process so that its work and allocations are not counted.
    /// </summary>
    public async Task<ServerProcess> ServerAsync(CancellationToken cancellationToken) =>
        _server ??= await ServerProcess.StartAsync(cancellationToken);

    /// <summary>Gets the JavaScript SDK on Node.js, which is installed at the first call.</summary>
    public async Task<JavaScriptWorker> JavaScriptAsync(CancellationToken cancellationToken) =>
        _javaScript ??= JavaScriptWorker.Start(await JavaScriptSdk.InstallAsync(_progress, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (_javaScript is not null)
        {
            await _javaScript.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
