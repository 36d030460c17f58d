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
    /// <summary>Reads <c>provider/model</c>. The first slash separates the two, so that the model may contain further ones.</summary>
    /// <param name="value">For example <c>anthropic/claude-sonnet-4-5</c> or <c>openrouter/openai/gpt-5</c>.</param>
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
            : throw new FormatException($"\"{value}\" is not a model; it must be \"provider/model\", for example \"anthropic/claude-sonnet-4-5\".");
    }

    /// <summary>Reads <c>provider/model</c>, and returns whether <paramref name="value"/> is of that form. See <see cref="Parse"/>.</summary>
    /// <param name="value">The text; null is not of that form.</param>
    /// <param name="model">The model, or null.</param>
    /// <returns>True if <paramref name="value"/> is of that form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out PromptModel? model)
    {
        var slash = value?.IndexOf('/') ?? -1;
        model = slash >= 0 && IsName(value![..slash]) && IsName(value[(slash + 1)..])
            ? new PromptModel { ProviderId = value[..slash], ModelId = value[(slash + 1)..] }
            : null;
        return model is not null;
    }

    /// <summary>The form <c>provider/model</c>, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{ProviderId}/{ModelId}";

    /// <summary>Converts to <c>provider/model</c>, the form that commands and configurations accept.</summary>
    /// <param name="model">The model; null stays null.</param>
    [return: NotNullIfNotNull(nameof(model))]
    public static implicit operator string?(PromptModel? model) => model?.ToString();

    private static bool IsName(string text) => text.Length > 0 && text.Trim().Length == text.Length;
}
