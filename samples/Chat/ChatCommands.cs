using OpenCode.Models;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>The commands, which begin with a slash.</summary>
public sealed class ChatCommands
{
    private readonly IAnsiConsole _console;
    private readonly ChatInput _input;
    private readonly OpenCodeClient _client;
    private readonly ChatState _state;
    private readonly OrderedDictionary<string, (string Description, Func<CancellationToken, Task> Run)> _commands;

    /// <summary>Creates the commands.</summary>
    /// <param name="console">The console.</param>
    /// <param name="input">The input of the user.</param>
    /// <param name="client">The client of the server.</param>
    /// <param name="state">Receives what the user chooses.</param>
    public ChatCommands(IAnsiConsole console, ChatInput input, OpenCodeClient client, ChatState state)
    {
        _console = console;
        _input = input;
        _client = client;
        _state = state;
        _commands = new(StringComparer.Ordinal)
        {
            ["/help"] = ("shows the commands", HelpAsync),
            ["/new"] = ("starts a new session", NewAsync),
            ["/resume"] = ("continues another session", ResumeAsync),
            ["/model"] = ("selects the model", SelectModelAsync),
            ["/diff"] = ("shows the changes since the last commit", DiffAsync),
            ["/exit"] = ("ends the program", ExitAsync),
        };
    }

    /// <summary>Runs a command.</summary>
    /// <param name="line">The command.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public async Task RunAsync(string line, CancellationToken cancellationToken)
    {
        if (_commands.TryGetValue(line.Trim(), out var command))
        {
            await command.Run(cancellationToken);
        }
        else
        {
            _console.WriteLine($"{ChatText.Visible(line)} is not a command. /help shows the commands.", ChatStyles.Warning);
        }
    }

    private Task HelpAsync(CancellationToken cancellationToken)
    {
        var grid = new Grid().AddColumns(2);
        foreach (var (name, (description, _)) in _commands)
        {
            grid.AddRow(name, description);
        }

        grid.AddRow("Ctrl+C", "stops the agent, or ends the program");
        _console.Write(grid);
        return Task.CompletedTask;
    }

    private Task NewAsync(CancellationToken cancellationToken)
    {
        _state.Continue(null);
        _console.WriteLine("The next prompt starts a new session.");
        return Task.CompletedTask;
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var sessions = await _client.Session.ListAsync(new() { Roots = true }, cancellationToken);
        var others = sessions.Where(session => session.Id != _state.Session?.Id).OrderByDescending(session => session.Time.Updated).ToList();
        if (others.Count == 0)
        {
            _console.WriteLine("There is no other session.");
            return;
        }

        if (await _input.SelectAsync("Session", [.. others.Select(session => $"{session.Title} ({session.Time.Updated.ToLocalTime():g})")], cancellationToken) is { } index)
        {
            _state.Continue(others[index]);
            _console.WriteLine(ChatText.Visible(others[index].Title), ChatStyles.Heading);
            await new ChatHistory(_console, _client).WriteAsync(others[index].Id, cancellationToken);
        }
    }

    private async Task SelectModelAsync(CancellationToken cancellationToken)
    {
        var response = await _client.Config.ProvidersAsync(cancellationToken);
        var models = response.Providers.SelectMany(provider => provider.Models.Values).Select(model => model.ToPromptModel()).OrderBy(model => model.ToString(), StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            _console.WriteLine("The configuration has no model.", ChatStyles.Warning);
            return;
        }

        if (await _input.SelectAsync("Model", [.. models.Select(model => model.ToString())], cancellationToken) is { } index)
        {
            _state.Model = models[index];
            _console.WriteLine($"The next prompts use {models[index]}.");
        }
    }

    private async Task DiffAsync(CancellationToken cancellationToken)
    {
        var files = await _client.Vcs.DiffAsync(VcsDiffMode.Git, cancellationToken: cancellationToken);
        if (files.Count == 0)
        {
            _console.WriteLine("There are no changes.");
        }

        foreach (var file in files)
        {
            _console.WriteLine($"{ChatText.Visible(file.File)} +{file.Additions} -{file.Deletions}", ChatStyles.Heading);
            foreach (var line in (file.Patch ?? "").TrimEnd().Split('\n'))
            {
                _console.WriteLine(ChatText.Visible(line), line is ['+', ..] ? ChatStyles.Tool : line is ['-', ..] ? ChatStyles.Error : ChatStyles.Dim);
            }
        }
    }

    private Task ExitAsync(CancellationToken cancellationToken)
    {
        _state.IsOver = true;
        return Task.CompletedTask;
    }
}
