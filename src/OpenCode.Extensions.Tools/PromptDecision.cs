using OpenCode.Models;

namespace OpenCode;

/// <summary>What happens to a prompt. The default value leaves it as it is. Immutable.</summary>
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

    /// <summary>The prompt stays.</summary>
    public static PromptDecision Continue => default;

    /// <summary>The other parts; null if they stay.</summary>
    public IReadOnlyList<Part>? Parts { get; }

    /// <summary>Why the prompt is refused; null if it is not.</summary>
    public string? Reason { get; }

    /// <summary>The session gets the prompt with other parts.</summary>
    /// <param name="parts">All parts of the prompt. Change those of <see cref="PromptHookContext.Parts"/> with <c>with</c>, so that they keep their identifiers.</param>
    /// <exception cref="ArgumentException"><paramref name="parts"/> is null or empty, or contains null.</exception>
    public static PromptDecision Replace(IEnumerable<Part> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Part[] copy = [.. parts];
        return copy.Length > 0 && !copy.Contains(null)
            ? new(copy, null)
            : throw new ArgumentException("The parts must not be empty or contain null.", nameof(parts));
    }

    /// <summary>The session does not get the prompt, and the request that sent it fails.</summary>
    /// <param name="reason">Why, in one line. The server reports it as an error of the session, after <c>Error: </c>, if the prompt was sent with <c>prompt_async</c>, as turns of this SDK do.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static PromptDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, reason);
    }
}
