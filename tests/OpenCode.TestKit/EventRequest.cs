using System.Text;

namespace OpenCode.Testing;

/// <summary>A request to an <see cref="EventServer"/>, and the means to answer it.</summary>
public sealed class EventRequest(string method, string target, string body, Stream stream, CancellationToken closed)
{
    public string Method { get; } = method;

    public string Path { get; } = target.Split('?')[0];

    public string Query { get; } = target.Contains('?') ? target[(target.IndexOf('?') + 1)..] : "";

    public string Body { get; } = body;

    /// <summary>The directory that the request asks for; null without one.</summary>
    public string? Directory => Query.Split('&').Where(p => p.StartsWith("directory=", StringComparison.Ordinal)).Select(p => Uri.UnescapeDataString(p[10..])).FirstOrDefault();

    /// <summary>Ends when the client closes the connection, or the server does.</summary>
    public CancellationToken Closed { get; } = closed;

    /// <summary>The value of <c>after</c> in the query; 0 without one.</summary>
    public long After => Query.Split('&').Where(p => p.StartsWith("after=", StringComparison.Ordinal)).Select(p => long.Parse(p[6..])).FirstOrDefault();

    public Task JsonAsync(string json) => AnswerAsync("200 OK", "application/json", json);

    public async Task AnswerAsync(string status, string contentType, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        await WriteAsync($"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(bytes, Closed);
    }

    public Task NoContentAsync() => WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

    public Task OpenStreamAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    public Task SendEventAsync(string json) => SendAsync($"data: {json}\n\n");

    /// <summary>Sends a part of the stream as a chunk of its own.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        var head = Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n");
        byte[] chunk = [.. head, .. bytes, (byte)'\r', (byte)'\n'];
        await stream.WriteAsync(chunk, Closed);
    }

    /// <summary>Ends the stream as a server does that means it.</summary>
    public Task EndStreamAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>Leaves the stream open until the client or the server closes it.</summary>
    public Task StayOpenAsync() => Closed.UntilCanceledAsync();

    private Task WriteAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), Closed).AsTask();
}
