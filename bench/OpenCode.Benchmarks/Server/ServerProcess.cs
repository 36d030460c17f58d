using System.Diagnostics;

namespace OpenCode.Benchmarks.Server;

/// <summary>The loopback server in its own process. It exits when its input ends, so it can't outlive this process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Uri _url;
    private int _worlds;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        _url = url;
    }

    public static async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(Self.StartInfo("serve"))!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is null
            ? throw new InvalidOperationException("The loopback server did not start.")
            : new ServerProcess(process, new Uri(line));
    }

    /// <summary>Returns the base URL of a new world with its own state.</summary>
    /// <param name="kind">The behavior of the world.</param>
    public Uri NewWorld(WorldKind kind) => new(_url, $"{kind}-{++_worlds}/");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
