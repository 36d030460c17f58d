using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Shows the updates of a turn.</summary>
/// <param name="console">The console.</param>
public sealed class TurnWriter(IAnsiConsole console)
{
    private readonly ToolWriter _tools = new(console);
    private readonly LineBuffer _reasoning = new(line => console.WriteLine(ChatText.Visible(line), ChatStyles.Dim));
    private MarkdownWriter _text = new(console);
    private string? _part;

    /// <summary>Shows an update. Requests of the agent need a reply, and are not shown.</summary>
    /// <param name="update">The update.</param>
    public void Write(PromptUpdate update)
    {
        switch (update)
        {
            case PromptTextDelta delta:
                Continue(delta.PartId);
                _text.Append(delta.Text);
                break;
            case PromptReasoningDelta delta:
                Continue(delta.PartId);
                _reasoning.Append(delta.Text);
                break;
            case PromptTextReplaced replaced:
                WriteNotice("The server replaced the text:", ChatStyles.Warning);
                Write(replaced.IsReasoning
                    ? new PromptReasoningDelta(replaced.MessageId, replaced.PartId, replaced.Text)
                    : new PromptTextDelta(replaced.MessageId, replaced.PartId, replaced.Text));
                break;
            case PromptToolChanged { Part: var tool }:
                Continue(tool.Id);
                _tools.Write(tool);
                break;
            case PromptTodosChanged { Todos: var todos }:
                WriteNotice(string.Join('\n', todos.Select(todo => $"{(todo.Status == "completed" ? "☑" : "☐")} {ChatText.Visible(todo.Content)}")), ChatStyles.Dim);
                break;
            case PromptRetrying retrying:
                WriteNotice($"Attempt {retrying.Attempt} failed: {ChatText.Visible(retrying.Message)}", ChatStyles.Warning);
                break;
            case PromptCompleted:
                Continue(part: null);
                break;
            case PromptEnd end:
                WriteNotice(ChatText.Visible(end.Reason), end is PromptFailed ? ChatStyles.Error : ChatStyles.Warning);
                break;
        }
    }

    /// <summary>Shows a notice on lines of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">The style.</param>
    public void WriteNotice(string text, Style style)
    {
        Continue(part: null);
        console.WriteLine(text, style);
    }

    /// <summary>Ends the last line of another part.</summary>
    private void Continue(string? part)
    {
        if (part == _part)
        {
            return;
        }

        _part = part;
        _reasoning.Complete();
        _text.Complete();
        _text = new(console);
    }
}
