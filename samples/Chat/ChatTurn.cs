using OpenCode.Models;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>
/// Runs one turn. One loop shows the updates and lets the user reply to the agent, so that nothing else writes to the console in the
/// meantime.
/// </summary>
public sealed class ChatTurn
{
    private readonly ChatInput _input;
    private readonly OpenCodeClient _client;
    private readonly TurnWriter _writer;
    private readonly AskPrompts _asks;

    /// <summary>Creates a turn.</summary>
    /// <param name="console">The console.</param>
    /// <param name="input">The input of the user.</param>
    /// <param name="client">The client of the server.</param>
    public ChatTurn(IAnsiConsole console, ChatInput input, OpenCodeClient client)
    {
        _input = input;
        _client = client;
        _writer = new(console);
        _asks = new(input, client, _writer);
    }

    /// <summary>Sends a prompt, and shows the turn until its end. Returns null if it was stopped before the server accepted it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="turnToken">Stops the agent. The end is shown nevertheless.</param>
    /// <param name="programToken">Ends everything.</param>
    public async Task<PromptEnd?> RunAsync(string sessionId, SessionPromptRequest prompt, CancellationToken turnToken, CancellationToken programToken)
    {
        TurnHandle? handle = null;
        var options = (_input.IsInteractive ? new() : TurnOptions.Unattended) with
        {
            OnStarted = (started, _) =>
            {
                handle = started;
                return Task.CompletedTask;
            },
        };
        PromptEnd? end = null;
        try
        {
            await foreach (var update in _client.Session.PromptStreamingAsync(sessionId, prompt, options, turnToken))
            {
                await HandleAsync(update, turnToken);
                end = update as PromptEnd;
            }
        }
        catch (OperationCanceledException) when (!programToken.IsCancellationRequested)
        {
            if (handle is null)
            {
                _writer.WriteNotice("The turn was stopped before it started.", ChatStyles.Warning);
                return null;
            }

            // The agent has stopped. Its turn contains the reason, and the tokens that it used.
            end = await _client.Session.WatchTurnAsync(handle, cancellationToken: programToken).OfType<PromptEnd>().LastAsync(programToken);
            _writer.Write(end);
        }

        return end;
    }

    private async Task HandleAsync(PromptUpdate update, CancellationToken cancellationToken)
    {
        switch (update)
        {
            case PromptPermissionAsked { IsHandled: false, Request: var request }:
                await _asks.ReplyAsync(request, cancellationToken);
                break;
            case PromptQuestionAsked { IsHandled: false, Request: var request }:
                await _asks.ReplyAsync(request, cancellationToken);
                break;
            case PromptPermissionAsked { Request: var request }:
                _writer.WriteNotice(ChatText.Visible($"{request.Permission} {string.Join(", ", request.Patterns)}: rejected, because the console is not interactive"), ChatStyles.Warning);
                break;
            case PromptQuestionAsked { Request: var request }:
                _writer.WriteNotice(ChatText.Visible($"{request.Questions[0].Question} The agent decides, because the console is not interactive."), ChatStyles.Warning);
                break;
            default:
                _writer.Write(update);
                break;
        }
    }
}
