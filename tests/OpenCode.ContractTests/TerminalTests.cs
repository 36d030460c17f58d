using System.Net.WebSockets;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TerminalTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task A_terminal_says_what_its_command_says(CancellationToken cancellationToken)
    {
        var pty = await Client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = [], Title = "Echo" }, cancellationToken);
        using var socket = await Client.Pty.ConnectAsync(pty.Id, cancellationToken: cancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes("echo from-$((40+2))\n"), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

        var output = new StringBuilder();
        var buffer = new byte[4096];
        while (!output.ToString().Contains("from-42", StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            Assert.That(received.MessageType, Is.Not.EqualTo(WebSocketMessageType.Close), output.ToString());
            output.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        Assert.That(await Client.Pty.RemoveAsync(pty.Id, cancellationToken), Is.True);
    }

    [Test]
    public async Task A_terminal_that_is_nowhere_fails_in_bounded_time(CancellationToken cancellationToken)
    {
        var failure = await Failure.OfAsync<OpenCodeException>(() => Client.Pty.ConnectAsync("pty_nowhere", cancellationToken: cancellationToken));
        Assert.That(failure.Message, Does.Contain("/pty/pty_nowhere/connect"));
    }
}
