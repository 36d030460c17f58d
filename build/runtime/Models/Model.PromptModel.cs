// Needs: PromptModel.ProviderId, PromptModel.ModelId, Model.ProviderId, Model.Id
namespace OpenCode.Models;

public sealed partial record Model
{
    /// <summary>This model in the form that prompts accept.</summary>
    public PromptModel ToPromptModel() => new() { ProviderId = ProviderId, ModelId = Id };
}
