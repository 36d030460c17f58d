using System.Diagnostics;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Reads prompts and commands until the user leaves.</summary>
public sealed class ChatLoop
{
    private readonly IAnsiConsole _console;
    private readonly ChatInput _input;
    private readonly OpenCodeClient _client;
    private readonly ChatInterrupt _interrupt;
    private readonly ChatState _state = new();
    private readonly ChatCommands _commands;

    /// <summary>Creates a chat.</summary>
    /// <param name="console">The console.</param>
    /// <param name="lines">Contains the prompts and commands if the console is not interactive.</param>
    /// <param name="client">A client of the server, for the directory of the project.</param>
    /// <param name="interrupt">Stops turns, and ends the chat.</param>
    public ChatLoop(IAnsiConsole console, TextReader lines, OpenCodeClient client, ChatInterrupt interrupt)
    {
        _console = console;
        _input = new(console, lines);
        _client = client;
        _interrupt = interrupt;
        _commands = new(console, _input, client, _state);
    }

    /// <summary>Runs the chat. A failure is shown, and the user can continue.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!_state.IsOver && await _input.ReadLineAsync(_interrupt.Program) is { } line)
            {
                try
                {
                    await HandleAsync(line);
                }
                catch (Exception e) when (e is OpenCodeException or TimeoutException)
                {
                    _console.WriteLine(ChatText.Visible(e.Message), ChatStyles.Error);
                }
            }
        }
        catch (OperationCanceledException) when (_interrupt.Program.IsCancellationRequested)
        {
            // The user has pressed Ctrl+C to leave.
        }
    }

    private Task HandleAsync(string line) => line switch
    {
        _ when string.IsNullOrWhiteSpace(line) => Task.CompletedTask,
        ['/', ..] => _commands.RunAsync(line, _interrupt.Program),
        _ => _interrupt.RunAsync(turnToken => PromptAsync(line, turnToken)),
    };

    private async Task PromptAsync(string text, CancellationToken turnToken)
    {
        var clock = Stopwatch.StartNew();
        if (_state.Session is null)
        {
            _state.Continue(await _client.Session.CreateAsync(cancellationToken: _interrupt.Program));
        }

        var turn = new ChatTurn(_console, _input, _client);
        if (await turn.RunAsync(_state.Session!.Id, new() { Model = _state.Model, Parts = [text] }, turnToken, _interrupt.Program) is { } end)
        {
            _console.WriteLine(_state.Meter.Add(end.Result.Usage, clock.Elapsed), ChatStyles.Dim);
        }

        _console.WriteLine();
    }
}
