using System.Text.Json;
using OpenCode.Models;
using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Shows the tools of a turn: what each one does when it starts, and the beginning of its output when it ends.</summary>
/// <param name="console">The console.</param>
public sealed class ToolWriter(IAnsiConsole console)
{
    private const int MaxLines = 6;
    private const int MaxLength = 200;

    private string? _shown;

    /// <summary>Shows a state of a tool.</summary>
    /// <param name="tool">The tool call.</param>
    public void Write(ToolPart tool)
    {
        // Tools can work at the same time. The output of each one stands below its title.
        if (tool.State is not ToolStatePending && _shown != tool.Id)
        {
            _shown = tool.Id;
            console.WriteLine($"● {tool.Tool} {Title(tool.State)}".TrimEnd(), tool.State is ToolStateError ? ChatStyles.Error : ChatStyles.Tool);
        }

        switch (tool.State)
        {
            case ToolStateCompleted completed:
                WriteOutput(completed.Output, ChatStyles.Dim);
                break;
            case ToolStateError error:
                WriteOutput(error.Error, ChatStyles.Error);
                break;
        }
    }

    /// <summary>Describes what a tool does: its first argument, such as the command or the file, or its title.</summary>
    private static string Title(ToolState state) => state switch
    {
        ToolStateRunning running => Title(running.Input, running.Title),
        ToolStateCompleted completed => Title(completed.Input, completed.Title),
        ToolStateError error => Title(error.Input, null),
        _ => "",
    };

    private static string Title(JsonElement input, string? title) =>
        input.ValueKind == JsonValueKind.Object && input.EnumerateObject().FirstOrDefault(member => member.Value.ValueKind == JsonValueKind.String).Value is { ValueKind: JsonValueKind.String } value
            ? ChatText.Shorten(value.GetString()!.Trim().Split('\n')[0], MaxLength)
            : ChatText.Shorten(title ?? "", MaxLength);

    private void WriteOutput(string output, Style style)
    {
        var lines = output.Trim().Split('\n');
        foreach (var line in lines.Take(MaxLines))
        {
            WriteIndented(ChatText.Shorten(line, MaxLength), style);
        }

        if (lines.Length > MaxLines)
        {
            WriteIndented($"… {lines.Length - MaxLines} more lines", style);
        }
    }

    private void WriteIndented(string text, Style style) => console.Write(new Padder(new Text(text, style), new Padding(2, 0, 0, 0)));
}
