#if NET
using System.Net.Sockets;
#endif
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Sends the requests that check whether a server can be used. They are prepared while the server starts, because the first calls
/// of a process load and compile much code, and are blocked before they connect.
/// </summary>
internal sealed class ReadinessProbe : IDisposable
{
    private readonly TaskCompletionSource<bool> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OpenCodeClient _client;

    public ReadinessProbe(OpenCodeServerOptions decided)
    {
        var options = ServerAddress.Apply(decided, new OpenCodeClientOptions { MaxRetries = 0, ConnectTimeout = Timeout.InfiniteTimeSpan });
#if NET
        var handler = (SocketsHttpHandler)Connection.CreateHandler(options);
        handler.ConnectCallback = ConnectAsync;
        _client = new OpenCodeClient(handler, options);
#else
        _client = new OpenCodeClient(options);
#endif
    }

    /// <summary>
    /// Lets the requests connect. They contain the password, so call this only after the listening process is known.
    /// </summary>
    public void Release() => _gate.TrySetResult(true);

    /// <summary>
    /// Requests health and configuration at the same time. A listening server is not necessarily ready: with an invalid
    /// configuration, it also listens, but fails every call.
    /// </summary>
    /// <returns>The server's version; null if the server does not report it.</returns>
    /// <exception cref="OpenCodeException">The server can't be used.</exception>
    public async Task<string?> SendAsync(CancellationToken cancellationToken)
    {
#if !NET
        await _gate.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
#endif
        var health = _client.GetServerInfoAsync(cancellationToken);
        var config = _client.Config.GetAsync(cancellationToken);
        CompileReaders();

        // If both requests fail, the failure of the health request, such as a wrong password, also explains the other.
        _ = config.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var version = (await health.ConfigureAwait(false)).Version;
        await config.ConfigureAwait(false);
        return version;
    }

    /// <summary>Compiles the code that reads the responses in advance, instead of when they arrive.</summary>
    private static void CompileReaders()
    {
        OpenCodeJson.Read("""{"healthy":true,"version":""}"""u8, GlobalHealthResponse.ReadFrom);
        OpenCodeJson.Read("{}"u8, Config.ReadFrom);
    }

    public void Dispose() => _client.Dispose();

#if NET
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        await _gate.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
#endif
}
