using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.Models;

namespace OpenCode.AI.Conversations;

/// <summary>
/// Finds the variant of a model for a level of reasoning effort. Otherwise, the server would ignore a variant that the model
/// doesn't have.
/// </summary>
internal static class Variants
{
    /// <summary>Adds the variant to a plan that specifies a level of effort.</summary>
    /// <param name="client">The client.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotSupportedException">The model has no such variant.</exception>
    public static async Task<ChatPlan> CompleteAsync(OpenCodeClient client, ChatPlan plan, CancellationToken cancellationToken) => plan.Effort is not { } effort ? plan : plan with
    {
        Request = plan.Request with { Variant = await FindAsync(client, plan.Request.Model!, effort, cancellationToken).ConfigureAwait(false) },
    };

    private static async Task<string> FindAsync(OpenCodeClient client, PromptModel model, ReasoningEffort effort, CancellationToken cancellationToken)
    {
        var providers = await client.Config.ProvidersAsync(cancellationToken).ConfigureAwait(false);
        var models = providers.Providers.FirstOrDefault(p => p.Id == model.ProviderId)?.Models;
        var variants = models is not null && models.TryGetValue(model.ModelId, out var known) ? known.Variants?.Keys.ToList() ?? [] : [];
        return Names(effort).FirstOrDefault(variants.Contains) ?? throw new NotSupportedException(
            $"ChatOptions.Reasoning.Effort = {effort} is not supported by {model}: " +
            (variants.Count == 0 ? "it has no variants." : $"its variants are {string.Join(", ", variants)}. Choose one with SetVariant."));
    }

    private static string[] Names(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.None => ["none", "off"],
        ReasoningEffort.Low => ["low"],
        ReasoningEffort.Medium => ["medium"],
        ReasoningEffort.High => ["high"],
        _ => ["xhigh", "max"],
    };
}
