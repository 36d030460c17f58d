// Needs: MessageWithParts.Parts, TextPart.Text, TextPart.Synthetic, TextPart.Ignored
namespace OpenCode.Models;

public sealed partial record MessageWithParts
{
    /// <summary>
    /// The text of the message: the text of all its text parts in order, without a separator; empty if there is none. Reasoning,
    /// text that the server added (<see cref="TextPart.Synthetic"/>) and text that the model does not see
    /// (<see cref="TextPart.Ignored"/>) are not included. Each access concatenates the text again.
    /// </summary>
    public string Text => TextPart.Concat(Parts);
}
