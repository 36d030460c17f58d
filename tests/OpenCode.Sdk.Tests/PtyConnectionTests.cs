using System.Net;
using System.Net.WebSockets;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PtyConnectionTests
{
    [Test]
    public async Task Output_arrives_whole_and_the_cursor_counts_it(CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes("a é 🙂");
        using var socket = new ScriptedSocket(
            (WebSocketMessageType.Text, bytes[..4], false),
            (WebSocketMessageType.Text, bytes[4..], true),
            (WebSocketMessageType.Binary, "\0{\"cursor\":100}"u8.ToArray(), true),
            (WebSocketMessageType.Text, "b"u8.ToArray(), true));
        await using var terminal = new PtyConnection(Connected(socket), cursor: 50);
        Assert.That(terminal.Cursor, Is.EqualTo(50));
        var output = new List<(string, long)>();
        await foreach (var part in terminal.ReadAsync(cancellationToken))
        {
            output.Add((part, terminal.Cursor));
        }

        Assert.That(output, Is.EqualTo(new[] { ("a é 🙂", 56L), ("b", 101L) }));
    }

    [TestCase("\0[1]")]
    [TestCase("\0{\"cursor\":\"7\"}")]
    [TestCase("\0{\"cursor\":null}")]
    [TestCase("\0{\"cursor\":-9}")]
    [TestCase("\0")]
    [TestCase("\0{\"future\":true}")]
    [TestCase("\0oops")]
    [TestCase("oops")]
    [TestCase("")]
    public async Task What_a_newer_server_says_beside_the_output_disturbs_nothing(string control, CancellationToken cancellationToken)
    {
        using var socket = new ScriptedSocket((WebSocketMessageType.Binary, Encoding.UTF8.GetBytes(control), true), (WebSocketMessageType.Text, "on"u8.ToArray(), true));
        await using var terminal = new PtyConnection(Connected(socket), cursor: -1);
        var output = new StringBuilder();
        await foreach (var part in terminal.ReadAsync(cancellationToken))
        {
            output.Append(part);
        }

        Assert.That((output.ToString(), terminal.Cursor), Is.EqualTo(("on", 2L)));
    }

    [TestCase(4, true)]
    [TestCase(5, false)]
    public async Task A_message_beyond_the_limit_ends_the_connection(int limit, bool fails, CancellationToken cancellationToken)
    {
        using var socket = new ScriptedSocket((WebSocketMessageType.Text, "abc"u8.ToArray(), false), (WebSocketMessageType.Text, "de"u8.ToArray(), true));
        await using var terminal = new PtyConnection(Connected(socket), cursor: null);
        Assert.That(terminal.MaxMessageBytes, Is.EqualTo(16 * 1024 * 1024));
        Assert.Throws<ArgumentOutOfRangeException>(() => terminal.MaxMessageBytes = 0);
        terminal.MaxMessageBytes = limit;
        await using var output = terminal.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!fails)
        {
            Assert.That(await output.MoveNextAsync(), Is.True);
            Assert.That(output.Current, Is.EqualTo("abcde"));
            return;
        }

        var failure = await Failure.OfAsync<OpenCodeProtocolException>(async () => await output.MoveNextAsync());
        Assert.That(failure.Message, Is.EqualTo("A message of GET http://server.test/pty/pty_1/connect is larger than 4 bytes; PtyConnection.MaxMessageBytes sets the limit."));
        Assert.That(socket.Sent, Is.EqualTo(["(aborted)"]));
    }

    [Test]
    public async Task What_is_typed_is_sent_as_text(CancellationToken cancellationToken)
    {
        using var socket = new ScriptedSocket();
        await using (var terminal = new PtyConnection(Connected(socket), cursor: null))
        {
            await terminal.WriteAsync("é\r", cancellationToken);
            Assert.ThrowsAsync<ArgumentNullException>(() => terminal.WriteAsync(null!, cancellationToken));
        }

        Assert.That(socket.Sent, Is.EqualTo(["é\r", "(closed)"]));
    }

    [Test]
    public void Bad_input_is_refused_before_anything_is_sent()
    {
        using var client = TestClient.Create(_ => throw new InvalidOperationException("Nothing should be sent."));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Pty.OpenAsync("pty_1", -2));
        Assert.ThrowsAsync<ArgumentException>(() => client.Pty.OpenAsync("a/b"));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.V2.Pty.OpenAsync("pty_1", -2));
        Assert.ThrowsAsync<ArgumentNullException>(() => ((Requests.PtyRequestBuilder)null!).OpenAsync("pty_1"));
    }

    private static OpenCodeResponse<WebSocket> Connected(WebSocket socket) =>
        new(socket, new OpenCodeRequestInfo(HttpMethod.Get, new Uri("http://server.test/pty/pty_1/connect?ticket=t")), new OpenCodeResponseInfo(HttpStatusCode.SwitchingProtocols));

    private sealed class ScriptedSocket(params (WebSocketMessageType Type, byte[] Bytes, bool IsEnd)[] frames) : WebSocket
    {
        private readonly Queue<(WebSocketMessageType Type, byte[] Bytes, bool IsEnd)> _frames = new(frames);

        public List<string> Sent { get; } = [];

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort() => Sent.Add("(aborted)");

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            Sent.Add("(closed)");
            return Task.CompletedTask;
        }

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            if (!_frames.TryDequeue(out var frame))
            {
                return Task.FromResult(new WebSocketReceiveResult(0, WebSocketMessageType.Close, true));
            }

            frame.Bytes.CopyTo(buffer.AsSpan());
            return Task.FromResult(new WebSocketReceiveResult(frame.Bytes.Length, frame.Type, frame.IsEnd));
        }

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Assert.That((messageType, endOfMessage), Is.EqualTo((WebSocketMessageType.Text, true)));
            Sent.Add(Encoding.UTF8.GetString(buffer));
            return Task.CompletedTask;
        }
    }
}
