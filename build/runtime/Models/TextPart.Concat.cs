// Needs: TextPart.Text, TextPart.Synthetic, TextPart.Ignored, Part
namespace OpenCode.Models;

public sealed partial record TextPart
{
    /// <summary>Concatenates the text of all parts that belong to the message itself.</summary>
    internal static string Concat(IEnumerable<Part> parts) =>
        string.Concat(parts.OfType<TextPart>().Where(p => p is not { Synthetic: true } and not { Ignored: true }).Select(p => p.Text));
}
