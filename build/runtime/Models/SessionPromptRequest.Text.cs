// Needs: SessionPromptRequest.Parts, PartInput, TextPartInput.Text
using System.Diagnostics.CodeAnalysis;
using OpenCode.Requests;

namespace OpenCode.Models;

public sealed partial record SessionPromptRequest
{
    /// <summary>Creates a prompt that consists of text, for the default agent and the default model.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static SessionPromptRequest FromText(string text)
    {
        Require.NotNull(text, nameof(text));
        return new() { Parts = [new TextPartInput { Text = text }] };
    }

    /// <summary>Converts text to a prompt; see <see cref="FromText"/>.</summary>
    /// <param name="text">The text; null stays null.</param>
    /// <example><code>
    /// await client.Session.PromptAsync(session.Id, "Why is the build red?");
    /// </code></example>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator SessionPromptRequest?(string? text) => text is null ? null : FromText(text);
}
