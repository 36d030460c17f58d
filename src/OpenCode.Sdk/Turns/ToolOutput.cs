using System.Buffers;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Tracks the output of a running tool. With each addition, the server sends the complete output again, in the metadata of the
/// state.
/// </summary>
internal sealed class ToolOutput
{
    private const string Member = "output";

    private string _output = "";
    private int _taken;
    private bool _isReplaced;

    public void Set(ToolPart tool)
    {
        if (tool.State is not ToolStateRunning { Metadata: { } metadata } || Find(metadata) is not { } output)
        {
            return;
        }

        if (!output.StartsWith(_output, StringComparison.Ordinal))
        {
            _isReplaced |= _taken > 0;
            _taken = 0;
        }

        _output = output;
    }

    /// <summary>
    /// Returns the output since the last call, or the complete output if it no longer starts with the earlier output; null if
    /// nothing is new.
    /// </summary>
    public (string Text, bool IsReplaced)? Take()
    {
        if (_taken == _output.Length && !_isReplaced)
        {
            return null;
        }

        var news = (_output[_taken..], _isReplaced);
        _taken = _output.Length;
        _isReplaced = false;
        return news;
    }

    /// <summary>Returns whether two states of a tool are equal apart from the output of the running tool.</summary>
    public static bool IsSameButForOutput(ToolPart one, ToolPart other) =>
        OpenCodeJson.Write(WithoutOutput(one)).AsSpan().SequenceEqual(OpenCodeJson.Write(WithoutOutput(other)));

    private static ToolPart WithoutOutput(ToolPart tool) => tool.State is ToolStateRunning { Metadata: { ValueKind: JsonValueKind.Object } metadata } running
        ? tool with { State = running with { Metadata = WithoutOutput(metadata) } }
        : tool;

    /// <summary>
    /// Returns the metadata without the output; null if it contains nothing else, so that metadata that appears with the first
    /// output is not a change.
    /// </summary>
    private static JsonElement? WithoutOutput(JsonElement metadata)
    {
        var others = JsonRead.Members(metadata).Where(m => m.Key != Member).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var other in others)
            {
                JsonText.WriteName(writer, other.Key);
                JsonText.Write(writer, other.Value);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static string? Find(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object ? JsonRead.Text(metadata, Member) : null;
}
