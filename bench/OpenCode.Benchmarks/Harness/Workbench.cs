using OpenCode.Benchmarks.JavaScript;
using OpenCode.Benchmarks.Recorded;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Harness;

/// <summary>What the contestants share: the recorded stream, the loopback server, and the JavaScript SDK.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly TextWriter _progress;
    private ServerProcess? _server;
    private JavaScriptWorker? _javaScript;

    /// <param name="progress">Gets what is going on.</param>
    public Workbench(TextWriter progress) => _progress = progress;

    /// <summary>Whether this is only a trial that everything works: one round of few operations.</summary>
    public bool IsShort { get; init; }

    /// <summary>The number of rounds in place of each comparison's own.</summary>
    public int? Rounds { get; init; }

    /// <summary>Whether the JavaScript SDK takes part.</summary>
    public bool HasJavaScript { get; init; }

    public Recording Recording { get; } = Recording.Load();

    /// <summary>Chooses between the number of operations of a full run and of a short one.</summary>
    public int Operations(int full, int brief) => IsShort ? brief : full;

    /// <summary>The loopback server, in a process of its own, so that its work and its allocations are not counted.</summary>
    public async Task<ServerProcess> ServerAsync(CancellationToken cancellationToken) =>
        _server ??= await ServerProcess.StartAsync(cancellationToken);

    /// <summary>The JavaScript SDK on Node, which is installed with the first call.</summary>
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
