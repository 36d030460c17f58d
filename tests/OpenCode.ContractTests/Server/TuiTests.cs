using System.Text;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>The terminal UI, in a terminal of the live server's.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
[Platform(Include = "Linux")]
public sealed class TuiTests
{
    private readonly ProcessMark _mark = new();

    [Test]
    public async Task It_has_the_terminal_and_ends_when_its_user_leaves_it(CancellationToken cancellationToken)
    {
        await using var terminal = await ShowAsync([], cancellationToken);
        await ReadUntilAsync(terminal, "Ask anything", cancellationToken);
        await terminal.WriteAsync("\u0003", cancellationToken);
        await foreach (var _ in terminal.ReadAsync(cancellationToken))
        {
        }

        Assert.That(await _mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    public async Task It_attaches_to_a_server_with_its_password_and_ends_with_the_program_that_shows_it(CancellationToken cancellationToken)
    {
        await using var terminal = await ShowAsync([LiveServer.Server.Url.ToString()], cancellationToken);
        await ReadUntilAsync(terminal, "Ask anything", cancellationToken);
        var processes = _mark.Processes();
        Assert.That(processes.Values, Has.Some.Contains($"attach {LiveServer.Server.Url}").And.None.Contains(LiveServer.Server.ClientOptions.Password!));

        Signals.Send("KILL", processes.Single(process => process.Value.Contains("TestHost.dll")).Key);
        Assert.That(await _mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    private async Task<PtyConnection> ShowAsync(string[] url, CancellationToken cancellationToken)
    {
        var options = LiveServer.Options();
        var pty = await LiveServer.Client.Pty.CreateAsync(new()
        {
            Command = "dotnet",
            Args = [Path.Combine(AppContext.BaseDirectory, "OpenCode.TestHost.dll"), "tui", options.ExecutablePath!, .. url],
            Env = new Dictionary<string, string>
            {
                [_mark.Variable] = _mark.Value,
                ["TERM"] = "xterm-256color",
                ["OPENCODE_SERVER_PASSWORD"] = LiveServer.Server.ClientOptions.Password!,
            },
        }, cancellationToken);
        return await LiveServer.Client.Pty.OpenAsync(pty.Id, cancellationToken: cancellationToken);
    }

    private static async Task ReadUntilAsync(PtyConnection terminal, string text, CancellationToken cancellationToken)
    {
        var shown = new StringBuilder();
        await foreach (var output in terminal.ReadAsync(cancellationToken))
        {
            shown.Append(output);
            if (shown.ToString().Contains(text))
            {
                return;
            }
        }

        Assert.Fail($"The terminal ended without \"{text}\":\n{shown}");
    }
}
