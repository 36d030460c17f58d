using System.Net.Sockets;
using System.Text;

namespace OpenCode.Testing;

/// <summary>A server whose answers are functions of the request; what it sends as a stream of events goes out at once.</summary>
public sealed class EventServer(Func<EventRequest, Task> answer, int port = 0) : LoopbackServer(port)
{
    /// <summary>One request for each connection keeps this simple.</summary>
    private protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            var (method, target, body) = await ReadRequestAsync(stream, ending.Token);
            var watching = WatchAsync(stream, ending);
            await answer(new EventRequest(method, target, body, stream, ending.Token));
            client.Shutdown(SocketShutdown.Send);
            await watching;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client is gone, or this server stops.
        }
    }

    private static async Task WatchAsync(NetworkStream stream, CancellationTokenSource ending)
    {
        try
        {
            var one = new byte[1];
            while (await stream.ReadAsync(one, ending.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Reset, or over.
        }

        await ending.CancelAsync();
    }

    private static async Task<(string Method, string Target, string Body)> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                throw new IOException("There is no request.");
            }

            bytes.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n");
        var length = lines.Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l.Split(':')[1])).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        var words = lines[0].Split(' ');
        return (words[0], words[1], Encoding.UTF8.GetString(body));
    }

    private static bool EndsHead(List<byte> bytes) =>
        bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
}
