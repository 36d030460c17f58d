using System.Net.Sockets;
using System.Text;

namespace OpenCode.Testing;

/// <summary>An HTTP server on loopback whose responses are a function of the path.</summary>
/// <param name="respond">Gives status line, content type and body for a method, a path, and the credentials that came with it.</param>
/// <param name="port">The port; 0 stands for any.</param>
public sealed class PageServer(Func<string, string, string?, (string Status, string Type, string Body)> respond, int port = 0) : LoopbackServer(port)
{
    /// <summary>A server of the 2.x line: its own health says so, and all old paths are its web pages.</summary>
    public static PageServer Later(string version) => new((method, path, _) => (method, path) switch
    {
        ("GET", "/api/health") => ("200 OK", "application/json", $$"""{"healthy":true,"version":"{{version}}"}"""),
        ("GET", _) => ("200 OK", "text/html", "<!doctype html>"),
        _ => ("405 Method Not Allowed", "text/plain", ""),
    });

    private protected override async Task ServeAsync(Socket client, CancellationToken stopping)
    {
        using (client)
        {
            using var stream = new NetworkStream(client);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            try
            {
                while (await reader.ReadLineAsync(stopping) is { Length: > 0 } request)
                {
                    string? credentials = null;
                    var length = 0;
                    while (await reader.ReadLineAsync(stopping) is { Length: > 0 } header)
                    {
                        var (name, value) = (header.Split(':')[0].ToLowerInvariant(), header[(header.IndexOf(':') + 1)..].Trim());
                        credentials = name == "authorization" ? value : credentials;
                        length = name == "content-length" ? int.Parse(value) : length;
                    }

                    if (length > 0)
                    {
                        await reader.ReadBlockAsync(new char[length], stopping);
                    }

                    var parts = request.Split(' ');
                    var (status, type, body) = respond(parts[0], parts[1].Split('?')[0], credentials);
                    var response = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
                    await client.SendAsync(Encoding.UTF8.GetBytes(response), stopping);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client has gone, or the test is over.
            }
        }
    }
}
