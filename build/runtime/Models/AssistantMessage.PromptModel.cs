// Needs: PromptModel.ProviderId, PromptModel.ModelId, AssistantMessage.ProviderId, AssistantMessage.ModelId
namespace OpenCode.Models;

public sealed partial record AssistantMessage
{
    /// <summary>The model that wrote this message, in the form that prompts accept.</summary>
    public PromptModel ToPromptModel() => new() { ProviderId = ProviderId, ModelId = ModelId };
}
