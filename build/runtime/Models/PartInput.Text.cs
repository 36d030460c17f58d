// Needs: TextPartInput.Text
using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Models;

public abstract partial record PartInput
{
    /// <summary>Converts text to a <see cref="TextPartInput"/>, so that you can use a string in a list of parts.</summary>
    /// <param name="text">The text; null stays null.</param>
    /// <example><code>
    /// Parts = ["What does this picture show?", await FilePartInput.FromFileAsync("picture.png")]
    /// </code></example>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator PartInput?(string? text) => text is null ? null : new TextPartInput { Text = text };
}
