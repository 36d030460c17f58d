using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OpenCode.Calls;

namespace OpenCode;

/// <summary>
/// Represents a connection to a terminal on the server. It supports one concurrent reader and one concurrent writer.
/// </summary>
/// <remarks>
/// <para>Lifetime: disposing the connection closes it. The terminal exists until it is removed.</para>
/// <para>
/// Reconnection: the connection does not reconnect automatically. To continue after the connection was lost, open a new
/// connection at <see cref="Cursor"/>.
/// </para>
/// <para>Cancellation: canceling a read or a write closes the connection.</para>
/// </remarks>
/// <example><code>
/// var pty = await client.Pty.CreateAsync(new() { Command = "/bin/sh" });
/// await using var terminal = await client.Pty.OpenAsync(pty.Id);
/// await terminal.WriteAsync("ls\n");
/// await foreach (var output in terminal.ReadAsync()) Console.Write(output);
/// </code></example>
public sealed class PtyConnection : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The first byte of a message that contains no output, but the position of the output.</summary>
    private const byte ControlMark = 0;

    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(2);

    private readonly ArraySegment<byte> _buffer = new(new byte[BufferBytes]);
    private readonly OpenCodeRequestInfo _request;
    private readonly OpenCodeResponseInfo _response;
    private int _maxMessageBytes = 16 * 1024 * 1024;

    internal PtyConnection(OpenCodeResponse<WebSocket> connected, long? cursor)
    {
        Socket = connected.EnsureSuccess().Data;
        _request = connected.Request;
        _response = connected.Response!;
        Cursor = Math.Max(0, cursor ?? 0);
    }

    /// <summary>Gets the underlying WebSocket.</summary>
    public WebSocket Socket { get; }

    /// <summary>
    /// Gets the position of the output that is read next, in UTF-16 characters since the terminal was created. To continue after
    /// the connection was lost, open a new connection at this position.
    /// </summary>
    public long Cursor { get; private set; }

    /// <summary>
    /// Gets or sets the maximum size of a message from the server. A larger message ends the connection with an error.
    /// </summary>
    /// <value>A positive number of bytes. The default is 16 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxMessageBytes
    {
        get => _maxMessageBytes;
        set => _maxMessageBytes = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxMessageBytes must be positive.");
    }

    /// <summary>Writes text to the terminal.</summary>
    /// <param name="text">The text. <c>\r</c> is the return key; shells also accept <c>\n</c>.</param>
    /// <param name="cancellationToken">Cancels the write, and closes the connection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The connection has been disposed.</exception>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public Task WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Socket.SendAsync(new ArraySegment<byte>(Encoding.UTF8.GetBytes(text)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>Reads the output of the terminal as it arrives, until its command ends.</summary>
    /// <param name="cancellationToken">Ends reading, and closes the connection.</param>
    /// <exception cref="OpenCodeProtocolException">A message is larger than <see cref="MaxMessageBytes"/>.</exception>
    /// <exception cref="WebSocketException">The connection was lost, or ended earlier.</exception>
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

    /// <summary>Closes the connection. The terminal exists until it is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = TimeProvider.System.CancelAfter(s_closeTimeout);
            try
            {
                await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The server has ended or does not respond.
            }
        }

        Socket.Dispose();
    }

    /// <summary>Reads one complete message; null when the server has closed the connection.</summary>
    private async Task<WebSocketMessageType?> ReceiveAsync(MemoryStream message, CancellationToken cancellationToken)
    {
        message.SetLength(0);
        WebSocketReceiveResult received;
        do
        {
            received = await Socket.ReceiveAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (message.Length + received.Count > MaxMessageBytes)
            {
                // The rest of the message would be interpreted as output.
                Socket.Abort();
                throw OpenCodeProtocolException.MessageTooLarge(_request, _response, $"{nameof(PtyConnection)}.{nameof(MaxMessageBytes)}", MaxMessageBytes);
            }

            message.Write(_buffer.Array!, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return received.MessageType == WebSocketMessageType.Close ? null : received.MessageType;
    }

    /// <summary>Reads a control message. JSON follows the mark. Members other than the cursor are for newer clients.</summary>
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
            // A message for newer clients; the output continues.
            return;
        }
    }
}
