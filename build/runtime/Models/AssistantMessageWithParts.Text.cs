// Needs: AssistantMessageWithParts.Parts, TextPart.Text, TextPart.Synthetic, TextPart.Ignored
namespace OpenCode.Models;

public sealed partial record AssistantMessageWithParts
{
    /// <summary>
    /// The text of the message: that of all its text parts in their order, without a separator. Text that the server has added
    /// (<see cref="TextPart.Synthetic"/>) or that the model does not see (<see cref="TextPart.Ignored"/>) is left out, and so is
    /// reasoning. Empty if there is none. Each use puts it together again.
    /// </summary>
    public string Text => TextPart.Concat(Parts);
}
