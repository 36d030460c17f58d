using OpenCode.Models;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Shows the last messages of a session.</summary>
/// <param name="console">The console.</param>
/// <param name="client">The client of the server.</param>
public sealed class ChatHistory(IAnsiConsole console, OpenCodeClient client)
{
    private const int MaxMessages = 6;

    /// <summary>Shows the messages.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task WriteAsync(string sessionId, CancellationToken cancellationToken)
    {
        var messages = await client.Session.MessagesAsync(sessionId, new() { Limit = MaxMessages }, cancellationToken);
        foreach (var message in messages)
        {
            Write(message);
        }
    }

    private void Write(MessageWithParts message)
    {
        var writer = new TurnWriter(console);
        foreach (var part in message.Parts)
        {
            switch (part)
            {
                case TextPart { Synthetic: not true, Ignored: not true } text when message.Info is UserMessage:
                    writer.WriteNotice($"> {string.Join('\n', text.Text.Split('\n').Select(ChatText.Visible))}", Style.Plain);
                    break;
                case TextPart { Synthetic: not true, Ignored: not true } text:
                    writer.Write(new PromptTextDelta(text.MessageId, text.Id, text.Text + "\n"));
                    break;
                case ToolPart tool:
                    writer.Write(new PromptToolChanged(tool));
                    break;
            }
        }
    }
}
