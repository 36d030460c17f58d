namespace OpenCode;

/// <summary>The text of a part that is being written, as it stands at one moment. Immutable.</summary>
/// <remarks>
/// While text arrives, each <see cref="Text"/> starts with the one before, unless the server replaces the text; so what is new is
/// <c>text.Text.Slice(shown)</c>.
/// </remarks>
public sealed class GrowingText
{
    internal GrowingText(string messageId, string partId, ReadOnlyMemory<char> text)
    {
        MessageId = messageId;
        PartId = partId;
        Text = text;
    }

    /// <summary>The identifier of the message.</summary>
    public string MessageId { get; }

    /// <summary>The identifier of the part.</summary>
    public string PartId { get; }

    /// <summary>The text. It is not copied, so reading it costs the same for a text of any length.</summary>
    public ReadOnlyMemory<char> Text { get; }

    /// <summary>Returns the text as a string, which is a copy.</summary>
    public override string ToString() => Text.ToString();
}
