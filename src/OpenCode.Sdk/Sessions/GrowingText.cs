namespace OpenCode;

/// <summary>Represents the text of a part that is being written, at one point in time. Immutable.</summary>
/// <remarks>
/// While text arrives, each <see cref="Text"/> starts with the previous one, unless the server replaces the text. Therefore, the
/// new text is <c>text.Text.Slice(shown)</c>.
/// </remarks>
public sealed class GrowingText
{
    internal GrowingText(string messageId, string partId, ReadOnlyMemory<char> text)
    {
        MessageId = messageId;
        PartId = partId;
        Text = text;
    }

    /// <summary>Gets the identifier of the message.</summary>
    public string MessageId { get; }

    /// <summary>Gets the identifier of the part.</summary>
    public string PartId { get; }

    /// <summary>Gets the text. It is not copied, so that reading it costs the same for text of any length.</summary>
    public ReadOnlyMemory<char> Text { get; }

    /// <summary>Returns a copy of the text as a string.</summary>
    public override string ToString() => Text.ToString();
}
