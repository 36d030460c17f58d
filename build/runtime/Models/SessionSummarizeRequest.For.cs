// Needs: PromptModel.ProviderId, PromptModel.ModelId, SessionSummarizeRequest.ProviderId, SessionSummarizeRequest.ModelId
using OpenCode.Requests;

namespace OpenCode.Models;

public sealed partial record SessionSummarizeRequest
{
    /// <summary>Creates a request for a summary by a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static SessionSummarizeRequest For(PromptModel model)
    {
        Require.NotNull(model, nameof(model));
        return new() { ProviderId = model.ProviderId, ModelId = model.ModelId };
    }
}
