using System.Text;
using System.Text.Json;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Represents a part of a message. Updates are withheld while the kind of the part or the turn of the message is unknown.
/// </summary>
internal sealed class TurnPart(string messageId, string id)
{
    private readonly TextProgress _text = new();
    private readonly StringBuilder _unreported = new();
    private readonly ToolOutput _output = new();
    private int _reported;
    private bool _isReplaced;
    private bool _isToolUnreported;

    public string Id { get; } = id;

    /// <summary>Gets the part; null while only deltas of its text have arrived.</summary>
    public Part? Part { get; private set; }

    /// <summary>Gets whether the part is a text whose end is not known.</summary>
    public bool IsOpen => Part switch
    {
        null or TextPart or ReasoningPart => !(_text is { IsWhole: true, HasEnded: true }),
        _ => false,
    };

    /// <summary>Gets whether the part is a running tool.</summary>
    public bool IsRunning => Part is ToolPart { State: ToolStateRunning };

    /// <summary>Gets the part with its known text.</summary>
    public Part? Current => Part switch
    {
        TextPart text when !_text.HasEnded => text with { Text = _text.ToString() },
        ReasoningPart text when !_text.HasEnded => text with { Text = _text.ToString() },
        var part => part,
    };

    /// <summary>
    /// Records that deltas may be missing. Further deltas are ignored until the server sends the complete text.
    /// </summary>
    public void MarkIncomplete() => _text.MarkIncomplete();

    public void Append(string delta) => _unreported.Append(_text.Append(delta));

    /// <param name="part">The part from an event or from the stored data of the server.</param>
    /// <param name="isLive">
    /// Whether the part is from an event. The stored data of the server does not contain the deltas of an unfinished text.
    /// </param>
    /// <param name="isFinal">Whether the part no longer changes.</param>
    public void Set(Part part, bool isLive, bool isFinal)
    {
        switch (part)
        {
            case TextPart { Text: var text, Time: var time }:
                Set(text, isLive, isFinal || time?.End is not null);
                break;
            case ReasoningPart { Text: var text, Time: var time }:
                Set(text, isLive, isFinal || time.End is not null);
                break;
            case ToolPart tool when Part is ToolPart before && !IsNewer(before, tool):
                return;
            case ToolPart tool:
                _output.Set(tool);
                _isToolUnreported |= Part is not ToolPart last || !ToolOutput.IsSameButForOutput(last, tool);
                break;
        }

        Part = part;
    }

    /// <summary>Returns the updates since the last call.</summary>
    public IEnumerable<PromptUpdate> TakeUpdates()
    {
        switch (Part)
        {
            case ToolPart tool:
                if (_isToolUnreported)
                {
                    _isToolUnreported = false;
                    yield return new PromptToolChanged(tool);
                }

                if (_output.Take() is { } output)
                {
                    yield return new PromptToolOutput(messageId, Id, tool.Tool, output.Text, output.IsReplaced);
                }

                break;
            case TextPart or ReasoningPart when _isReplaced || _unreported.Length > 0:
                var text = _unreported.ToString();
                var isReasoning = Part is ReasoningPart;
                var isReplaced = _isReplaced;
                _reported = (isReplaced ? 0 : _reported) + text.Length;
                _unreported.Clear();
                _isReplaced = false;
                yield return isReplaced ? new PromptTextReplaced(messageId, Id, text, isReasoning)
                    : isReasoning ? new PromptReasoningDelta(messageId, Id, text)
                    : new PromptTextDelta(messageId, Id, text);
                break;
        }
    }

    private void Set(string text, bool isLive, bool isFinal)
    {
        if (!isLive && !isFinal)
        {
            if (Part is null)
            {
                _text.MarkIncomplete();
            }

            return;
        }

        var more = _text.Set(text, isFinal, out var isReplaced);
        if (isReplaced)
        {
            // Text that was not reported yet does not require a replacement.
            _isReplaced = _reported > 0;
            _unreported.Clear();
        }

        _unreported.Append(more);
    }

    /// <summary>
    /// Returns whether a state of a tool is newer. A state from before a gap can arrive after the data that was read from the
    /// server.
    /// </summary>
    private static bool IsNewer(ToolPart before, ToolPart now) =>
        Rank(now) > Rank(before) || (Rank(now) == Rank(before) && !OpenCodeJson.Write(before).AsSpan().SequenceEqual(OpenCodeJson.Write(now)));

    private static int Rank(ToolPart part) => part.State switch
    {
        ToolStatePending => 0,
        ToolStateRunning => 1,
        _ => 2,
    };
}
