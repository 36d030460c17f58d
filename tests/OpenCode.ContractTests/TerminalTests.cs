using System.Net;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TerminalTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task A_terminal_says_what_its_command_says_until_that_ends(CancellationToken cancellationToken)
    {
        var pty = await Client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = [], Title = "Echo" }, cancellationToken);
        await using var terminal = await Client.Pty.OpenAsync(pty.Id, cancellationToken: cancellationToken);
        await terminal.WriteAsync("echo from-$((40+2)) é\n", cancellationToken);
        await ReadUntil(terminal, "from-42 é", cancellationToken);
        await terminal.WriteAsync("exit\n", cancellationToken);
        await foreach (var _ in terminal.ReadAsync(cancellationToken))
        {
        }
    }

    [Test]
    public async Task A_lost_terminal_is_opened_again_where_it_was_left(CancellationToken cancellationToken)
    {
        var pty = await Client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = [] }, cancellationToken);
        long cursor;
        await using (var first = await Client.Pty.OpenAsync(pty.Id, cancellationToken: cancellationToken))
        {
            await first.WriteAsync("echo é-$((1+1))\n", cancellationToken);
            await ReadUntil(first, "é-2\r\n", cancellationToken);
            cursor = first.Cursor;
        }

        await using var second = await Client.Pty.OpenAsync(pty.Id, cursor, cancellationToken);
        await second.WriteAsync("echo second-$((1+1))\n", cancellationToken);
        Assert.That(await ReadUntil(second, "second-2", cancellationToken), Does.Not.Contain("é-2"));
        Assert.That(await Client.Pty.RemoveAsync(pty.Id, cancellationToken), Is.True);
    }

    [Test]
    public async Task A_terminal_of_the_v2_routes_works_alike(CancellationToken cancellationToken)
    {
        var there = Client.In(LiveServer.Project);
        var pty = (await there.V2.Pty.CreateAsync(new() { Command = "/bin/sh", Args = [] }, cancellationToken)).Data;
        await using var terminal = await there.V2.Pty.OpenAsync(pty.Id, cancellationToken: cancellationToken);
        await terminal.WriteAsync("pwd\n", cancellationToken);
        await ReadUntil(terminal, LiveServer.Project, cancellationToken);
        await there.V2.Pty.RemoveAsync(pty.Id, cancellationToken);
    }

    [Test]
    public async Task A_socket_opens_in_fields_style(CancellationToken cancellationToken)
    {
        var pty = await Client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = [] }, cancellationToken);
        var response = await Client.Fields.Pty.ConnectAsync(pty.Id, cancellationToken: cancellationToken);
        using var socket = response.EnsureSuccess().Data;
        Assert.That(response.Response!.StatusCode, Is.EqualTo(HttpStatusCode.SwitchingProtocols));
        await Client.Pty.RemoveAsync(pty.Id, cancellationToken);
    }

    [Test]
    public async Task A_terminal_that_is_nowhere_is_an_error_in_both_styles(CancellationToken cancellationToken)
    {
        var opened = await Failure.OfAsync<OpenCodeApiException>(() => Client.Pty.OpenAsync("pty_nowhere", cancellationToken: cancellationToken));
        Assert.That(opened.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var thrown = await Failure.OfAsync<OpenCodeApiException>(() => Client.Pty.ConnectAsync("pty_nowhere", cancellationToken: cancellationToken));
        var response = await Client.Fields.Pty.ConnectAsync("pty_nowhere", cancellationToken: cancellationToken);
        Assert.That(response.Error, Is.InstanceOf<OpenCodeApiException>().With.Message.EqualTo(thrown.Message));
        Assert.That(response.Response!.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static async Task<string> ReadUntil(PtyConnection terminal, string text, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        await foreach (var part in terminal.ReadAsync(cancellationToken))
        {
            if (output.Append(part).ToString().Contains(text, StringComparison.Ordinal))
            {
                return output.ToString();
            }
        }

        throw new InvalidOperationException($"The terminal ended without saying {text}: {output}");
    }
}
