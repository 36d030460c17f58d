// Needs: PromptModel.ProviderId, PromptModel.ModelId, ModelRef.Id, ModelRef.ProviderId
using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Models;

public sealed partial record ModelRef
{
    /// <summary>Converts from the form that prompts accept.</summary>
    /// <param name="model">The model; null stays null.</param>
    [return: NotNullIfNotNull(nameof(model))]
    public static implicit operator ModelRef?(PromptModel? model) => model is null ? null : new() { ProviderId = model.ProviderId, Id = model.ModelId };

    /// <summary>Converts to the form that prompts accept, which has no variant: a prompt states it separately.</summary>
    public PromptModel ToPromptModel() => new() { ProviderId = ProviderId, ModelId = Id };
}
