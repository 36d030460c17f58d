using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OpenCode.Testing;

/// <summary>Accepts connections on loopback until it is disposed, which closes them all.</summary>
public abstract class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    /// <param name="port">The port; 0 stands for any.</param>
    private protected LoopbackServer(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stopping.Dispose();
    }

    /// <summary>Serves one connection and closes it.</summary>
    private protected abstract Task ServeAsync(Socket client, CancellationToken stopping);

    private async Task AcceptAsync()
    {
        // Nobody is served before whoever derives from this is complete.
        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                client.NoDelay = true;
                var serving = ServeAsync(client, _stopping.Token);
                _connections.TryAdd(serving, true);
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
            {
                // Each of them can be the first sign that the server was disposed.
                return;
            }
        }
    }
}
