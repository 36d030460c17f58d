#if NET
using System.Net.Sockets;
#endif
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// The calls that find out whether a server can be used. They are made while it still starts, because the first calls of a
/// process have much to load and to compile, and are held back before they connect.
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

    /// <summary>Lets the calls connect. Not before it is certain who listens: they carry the password.</summary>
    public void Release() => _gate.TrySetResult(true);

    /// <summary>Asks for health and configuration at once. Listening is not ready: a server with a broken configuration listens too, and then fails every call.</summary>
    /// <returns>The server's version; null if it does not tell.</returns>
    /// <exception cref="OpenCodeException">It can't be used.</exception>
    public async Task<string?> SendAsync(CancellationToken cancellationToken)
    {
#if !NET
        await _gate.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
#endif
        var health = _client.GetServerInfoAsync(cancellationToken);
        var config = _client.Config.GetAsync(cancellationToken);
        CompileReaders();

        // If both fail, what keeps health from answering, such as a wrong password, explains the other too.
        _ = config.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var version = (await health.ConfigureAwait(false)).Version;
        await config.ConfigureAwait(false);
        return version;
    }

    /// <summary>What reads the answers is compiled when it is first used, which would be when they are there.</summary>
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
