// Needs: PromptModel.ProviderId, PromptModel.ModelId
using System.Diagnostics.CodeAnalysis;
using OpenCode.Requests;

namespace OpenCode.Models;

/// <remarks>
/// The server accepts a model in several forms. This one converts implicitly to the others: to <see langword="string"/>, to
/// <c>ModelRef</c> and to <c>PromptModelWithVariant</c>. Their <c>ToPromptModel</c> methods convert back.
/// </remarks>
public sealed partial record PromptModel
{
    /// <summary>
    /// Parses <c>provider/model</c>. The first slash separates the two parts; the model can contain further slashes.
    /// </summary>
    /// <param name="value">The text, for example <c>anthropic/claude-sonnet-4-5</c> or <c>openrouter/openai/gpt-5</c>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="FormatException">
    /// <paramref name="value"/> has no slash, or one of the two parts is empty or starts or ends with white space.
    /// </exception>
    /// <example><code>
    /// var request = new SessionPromptRequest { Model = PromptModel.Parse("anthropic/claude-sonnet-4-5"), Parts = ["Hello"] };
    /// </code></example>
    public static PromptModel Parse(string value)
    {
        Require.NotNull(value, nameof(value));
        return TryParse(value, out var model)
            ? model
            : throw new FormatException($"\"{value}\" is not a model. Use the form \"provider/model\", for example \"anthropic/claude-sonnet-4-5\".");
    }

    /// <summary>
    /// Parses <c>provider/model</c> and returns whether <paramref name="value"/> has that form. See <see cref="Parse"/>.
    /// </summary>
    /// <param name="value">The text; null does not have that form.</param>
    /// <param name="model">The model, or null.</param>
    /// <returns>True if <paramref name="value"/> has that form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out PromptModel? model)
    {
        var slash = value?.IndexOf('/') ?? -1;
        model = slash >= 0 && IsName(value![..slash]) && IsName(value[(slash + 1)..])
            ? new PromptModel { ProviderId = value[..slash], ModelId = value[(slash + 1)..] }
            : null;
        return model is not null;
    }

    /// <summary>Returns the model in the form <c>provider/model</c>, which <see cref="Parse"/> accepts.</summary>
    public override string ToString() => $"{ProviderId}/{ModelId}";

    /// <summary>Converts to <c>provider/model</c>, the form that commands and configurations accept.</summary>
    /// <param name="model">The model; null stays null.</param>
    [return: NotNullIfNotNull(nameof(model))]
    public static implicit operator string?(PromptModel? model) => model?.ToString();

    private static bool IsName(string text) => text.Length > 0 && text.Trim().Length == text.Length;
}
