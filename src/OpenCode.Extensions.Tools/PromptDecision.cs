using OpenCode.Models;

namespace OpenCode;

/// <summary>Represents the decision about a prompt. The default value keeps the prompt. Immutable.</summary>
/// <example><code>
/// Prompt = (prompt, _) => Task.FromResult(prompt.Text.Contains("password") ? PromptDecision.Refuse("Prompts must not contain passwords.") : PromptDecision.Continue)
/// </code></example>
public readonly record struct PromptDecision
{
    private PromptDecision(IReadOnlyList<Part>? parts, string? reason)
    {
        Parts = parts;
        Reason = reason;
    }

    /// <summary>Gets the decision that keeps the prompt.</summary>
    public static PromptDecision Continue => default;

    /// <summary>Gets the new parts; null if the parts are kept.</summary>
    public IReadOnlyList<Part>? Parts { get; }

    /// <summary>Gets the reason why the prompt is refused; null if it isn't refused.</summary>
    public string? Reason { get; }

    /// <summary>Replaces the parts of the prompt.</summary>
    /// <param name="parts">
    /// All parts of the prompt. To keep their identifiers, change those of <see cref="PromptHookContext.Parts"/> with
    /// <c>with</c>.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="parts"/> is null or empty, or contains null.</exception>
    public static PromptDecision Replace(IEnumerable<Part> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Part[] copy = [.. parts];
        return copy.Length > 0 && !copy.Contains(null)
            ? new(copy, null)
            : throw new ArgumentException("The parts must not be empty or contain null.", nameof(parts));
    }

    /// <summary>Refuses the prompt. The session doesn't receive it, and the request that sent it fails.</summary>
    /// <param name="reason">
    /// The reason, in one line. For a prompt that was sent with <c>prompt_async</c>, as in turns of this SDK, the server reports
    /// it as an error of the session, after <c>Error: </c>.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static PromptDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, reason);
    }
}
