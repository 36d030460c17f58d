// Needs: PromptModel.ProviderId, PromptModel.ModelId, SessionInitRequest.ProviderId, SessionInitRequest.ModelId, SessionInitRequest.MessageId
using OpenCode.Requests;

namespace OpenCode.Models;

public sealed partial record SessionInitRequest
{
    /// <summary>Creates a request for an analysis of the project by a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="messageId">The identifier of the message that the request creates; it must start with <c>msg</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static SessionInitRequest For(PromptModel model, string messageId)
    {
        Require.NotNull(model, nameof(model));
        Require.NotNull(messageId, nameof(messageId));
        return new() { ProviderId = model.ProviderId, ModelId = model.ModelId, MessageId = messageId };
    }
}
