using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OpenCode;

/// <summary>
/// A terminal that the server runs, to write to and to read from. One reader and one writer may work at the same time.
/// </summary>
/// <example><code>
/// var pty = await client.Pty.CreateAsync(new() { Command = "/bin/sh" });
/// await using var terminal = await client.Pty.OpenAsync(pty.Id);
/// await terminal.WriteAsync("ls\n");
/// await foreach (var output in terminal.ReadAsync()) Console.Write(output);
/// </code></example>
public sealed class PtyConnection : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The first byte of a message that is not output but says where the output stands.</summary>
    private const byte ControlMark = 0;

    private static readonly TimeSpan s_closePatience = TimeSpan.FromSeconds(2);

    private readonly ArraySegment<byte> _buffer = new(new byte[BufferBytes]);

    internal PtyConnection(WebSocket socket, long? cursor)
    {
        Socket = socket;
        Cursor = Math.Max(0, cursor ?? 0);
    }

    /// <summary>The connection below, for what this class does not do.</summary>
    public WebSocket Socket { get; }

    /// <summary>
    /// How much output there was before what is read next, in UTF-16 characters since the terminal began. To go on after a
    /// lost connection, open a new one at this place.
    /// </summary>
    public long Cursor { get; private set; }

    /// <summary>Types into the terminal.</summary>
    /// <param name="text">What to type; <c>\r</c> is the return key, and shells take <c>\n</c> for it.</param>
    /// <param name="cancellationToken">Cancels the write, which also ends the connection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The connection has been disposed.</exception>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public Task WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Socket.SendAsync(new ArraySegment<byte>(Encoding.UTF8.GetBytes(text)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>Reads what the terminal shows, as it comes, until its command ends.</summary>
    /// <param name="cancellationToken">Ends reading, and the connection with it.</param>
    /// <exception cref="WebSocketException">The connection is lost, or has ended before.</exception>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var message = new MemoryStream();
        while (await ReceiveAsync(message, cancellationToken).ConfigureAwait(false) is { } type)
        {
            if (type == WebSocketMessageType.Binary)
            {
                Control(message);
                continue;
            }

            var output = Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            Cursor += output.Length;
            yield return output;
        }
    }

    /// <summary>Closes the connection. The terminal lives on until it is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(s_closePatience);
            try
            {
                await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The other side is gone or does not listen; there is nobody left to say goodbye to.
            }
        }

        Socket.Dispose();
    }

    /// <summary>Reads one whole message; null when the server has closed the connection.</summary>
    private async Task<WebSocketMessageType?> ReceiveAsync(MemoryStream message, CancellationToken cancellationToken)
    {
        message.SetLength(0);
        WebSocketReceiveResult received;
        do
        {
            received = await Socket.ReceiveAsync(_buffer, cancellationToken).ConfigureAwait(false);
            message.Write(_buffer.Array!, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return received.MessageType == WebSocketMessageType.Close ? null : received.MessageType;
    }

    /// <summary>After the mark follows JSON; only the cursor is known, and anything else is for newer clients.</summary>
    private void Control(MemoryStream message)
    {
        var bytes = message.ToArray();
        if (bytes.Length == 0 || bytes[0] != ControlMark)
        {
            return;
        }

        try
        {
            using var control = JsonDocument.Parse(bytes.AsMemory(1));
            if (control.RootElement is { ValueKind: JsonValueKind.Object } members
                && members.TryGetProperty("cursor", out var cursor)
                && cursor.ValueKind == JsonValueKind.Number
                && cursor.TryGetInt64(out var position)
                && position >= 0)
            {
                Cursor = position;
            }
        }
        catch (JsonException)
        {
            // Whatever a newer server says this way, the output goes on without it.
            return;
        }
    }
}
