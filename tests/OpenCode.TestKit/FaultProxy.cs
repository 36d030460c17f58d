using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenCode.Testing;

/// <summary>
/// A proxy on loopback that does to event streams what networks do: one fault for each stream, in order; streams beyond that
/// pass unharmed, and so does everything that is no stream.
/// </summary>
public sealed class FaultProxy(Uri upstream) : LoopbackServer(port: 0)
{
    private readonly ConcurrentQueue<Fault> _faults = new();
    private readonly object _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams;
    private int _streams;

    /// <summary>How many streams are open between the client and this proxy.</summary>
    public int OpenStreams => Volatile.Read(ref _openStreams);

    /// <summary>How many streams there were.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>Ends when so many streams are open.</summary>
    public async Task WhenOpenAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_openStreams == count)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What happens to the streams that open next.</summary>
    public void Plan(params Fault[] faults)
    {
        foreach (var fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            _openStreams += change;
            _streams += Math.Max(0, change);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var stream = new StreamState();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, upstream.Port, ending.Token);
            var up = SendUpAsync(client, server, stream, ending);
            await SendDownAsync(server, client, stream, ending.Token);
            await up;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either side is gone, which is what ends a connection.
        }
        finally
        {
            if (stream.Reset)
            {
                client.LingerState = new LingerOption(true, 0);
            }

            client.Dispose();
            if (stream.IsOpen)
            {
                Count(-1);
            }
        }
    }

    /// <summary>Ends when the client closes its side, and takes the connection with it.</summary>
    private async Task SendUpAsync(Socket client, Socket server, StreamState stream, CancellationTokenSource ending)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await client.ReceiveAsync(buffer, SocketFlags.None, ending.Token)) > 0)
            {
                if (IsStreamRequest(buffer.AsSpan(0, count)))
                {
                    stream.Fault = _faults.TryDequeue(out var fault) ? fault : Fault.None;
                    stream.IsOpen = true;
                    Count(1);
                    if (stream.Fault.Status is { } status)
                    {
                        await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Faulty\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), SocketFlags.None, ending.Token);
                        break;
                    }
                }

                await server.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, ending.Token);
            }
        }
        catch (SocketException)
        {
            // The client has reset the connection.
        }

        await ending.CancelAsync();
    }

    private static async Task SendDownAsync(Socket server, Socket client, StreamState stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await server.ReceiveAsync(buffer, SocketFlags.None, cancellationToken)) > 0)
        {
            var fault = stream.IsOpen ? stream.Fault : Fault.None;
            var bytes = buffer.AsMemory(0, count);
            if (fault.Garbage is { } garbage && !stream.HasGarbage && HeadLength(bytes.Span) is { } head)
            {
                stream.HasGarbage = true;
                await client.SendAsync(bytes[..head], SocketFlags.None, cancellationToken);
                await client.SendAsync(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(garbage):x}\r\n{garbage}\r\n"), SocketFlags.None, cancellationToken);
                bytes = bytes[head..];
            }

            var left = fault.Bytes - stream.Sent;
            var last = left <= bytes.Length;
            bytes = last ? bytes[..(int)Math.Max(0, left)] : bytes;
            stream.Sent += bytes.Length;
            for (var at = 0; at < bytes.Length;)
            {
                var size = fault.SplitsEveryByte ? 1 : bytes.Length - at;
                await client.SendAsync(bytes.Slice(at, size), SocketFlags.None, cancellationToken);
                at += size;
            }

            if (last)
            {
                await EndAsync(fault.End, client, stream, cancellationToken);
                return;
            }
        }

        client.Shutdown(SocketShutdown.Send);
    }

    private static async Task EndAsync(FaultEnd end, Socket client, StreamState stream, CancellationToken cancellationToken)
    {
        switch (end)
        {
            case FaultEnd.Stall:
                await cancellationToken.UntilCanceledAsync();
                break;
            case FaultEnd.HalfClose:
                client.Shutdown(SocketShutdown.Send);
                await cancellationToken.UntilCanceledAsync();
                break;
            default:
                await ArrivedAsync(client, cancellationToken);
                stream.Reset = true;
                throw new SocketException((int)SocketError.ConnectionReset);
        }
    }

    /// <summary>A reset discards what is still on its way; only what has arrived makes a cut that is the same in each run.</summary>
    private static async Task ArrivedAsync(Socket client, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int Tcp = 6;
        const int TcpInfo = 11;
        const int Unacknowledged = 24;
        const int NotSent = 144;
        var info = new byte[NotSent + sizeof(int)];
        do
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            client.GetRawSocketOption(Tcp, TcpInfo, info);
        }
        while (BitConverter.ToInt32(info, Unacknowledged) > 0 || BitConverter.ToInt32(info, NotSent) > 0);
    }

    private static bool IsStreamRequest(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.ASCII.GetString(bytes);
        var line = text.IndexOf("\r\n", StringComparison.Ordinal) is var end and >= 0 ? text[..end] : text;
        return line.StartsWith("GET ", StringComparison.Ordinal) && line.Split(' ', '?')[1].EndsWith("/event", StringComparison.Ordinal);
    }

    private static int? HeadLength(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n\r\n"u8) is var end and >= 0 ? end + 4 : null;

    private sealed class StreamState
    {
        public Fault Fault { get; set; } = Fault.None;

        public bool IsOpen { get; set; }

        public bool HasGarbage { get; set; }

        public bool Reset { get; set; }

        public long Sent { get; set; }
    }
}
