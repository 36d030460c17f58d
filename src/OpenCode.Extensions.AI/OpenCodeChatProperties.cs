using Microsoft.Extensions.AI;

namespace OpenCode;

/// <summary>
/// Contains the keys that opencode chat clients read from <see cref="ChatOptions.AdditionalProperties"/> and write to
/// <see cref="ChatResponse.AdditionalProperties"/>. The methods of <see cref="OpenCodeChatOptionsExtensions"/> set those of
/// options.
/// </summary>
public static class OpenCodeChatProperties
{
    /// <summary>In options: the name of the agent, a string.</summary>
    public const string Agent = "opencode.agent";

    /// <summary>In options: the variant of the model, a string such as <c>high</c>.</summary>
    public const string Variant = "opencode.variant";

    /// <summary>In options: true to continue a copy of the conversation instead of the conversation itself.</summary>
    public const string Fork = "opencode.fork";

    /// <summary>
    /// In options: the <see cref="ChatResponse.ResponseId"/> of the last response that the copy contains, a string.
    /// </summary>
    public const string ForkAfter = "opencode.forkAfter";

    /// <summary>
    /// In responses: the cost in US dollars, including sub-agents; a <see cref="decimal"/>, or a JSON number if the response was
    /// serialized.
    /// </summary>
    public const string Cost = "opencode.cost";
}
