// Needs: PromptModel.ProviderId, PromptModel.ModelId, ModelV2Info.ProviderId, ModelV2Info.Id
namespace OpenCode.Models;

public sealed partial record ModelV2Info
{
    /// <summary>This model in the form that prompts accept.</summary>
    public PromptModel ToPromptModel() => new() { ProviderId = ProviderId, ModelId = Id };
}
