using System.Text.Json;

namespace OpenCode;

/// <summary>What happens to the output of a tool. The default value leaves it as it is. Immutable.</summary>
/// <example><code>
/// AfterTool = (result, _) => Task.FromResult(result.Output.Contains(secret) ? AfterToolDecision.Replace(result.Output.Replace(secret, "***")) : AfterToolDecision.Continue)
/// </code></example>
public readonly record struct AfterToolDecision
{
    private AfterToolDecision(string? output, string? title, JsonElement? metadata, string? reason)
    {
        Output = output;
        Title = title;
        Metadata = metadata;
        Reason = reason;
    }

    /// <summary>The output stays.</summary>
    public static AfterToolDecision Continue => default;

    /// <summary>The other output; null if it stays or is withheld.</summary>
    public string? Output { get; }

    /// <summary>The other title; null if it stays.</summary>
    public string? Title { get; }

    /// <summary>The other metadata; null if they stay.</summary>
    public JsonElement? Metadata { get; }

    /// <summary>Why the output is withheld; null if it is not.</summary>
    public string? Reason { get; }

    /// <summary>The model gets another output, and users see it.</summary>
    /// <param name="output">The text. For a tool of an MCP server, it takes the place of all its texts; images and files stay.</param>
    /// <param name="title">The title; null to keep it. Tools of MCP servers have none.</param>
    /// <param name="metadata">
    /// The metadata, a JSON object; null to keep them, except for the copies of the output that <c>bash</c> (<c>output</c>) and
    /// <c>read</c> (<c>preview</c>) have in them, which are replaced, too.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="output"/> is null, or <paramref name="metadata"/> is not an object.</exception>
    public static AfterToolDecision Replace(string output, string? title = null, JsonElement? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        return metadata is null or { ValueKind: JsonValueKind.Object }
            ? new(output, title, metadata?.Clone(), null)
            : throw new ArgumentException($"The metadata must be a JSON object, and are {metadata.Value.ValueKind}.", nameof(metadata));
    }

    /// <summary>The model does not get the output, but an error. What the tool has done is not undone.</summary>
    /// <param name="reason">What the model is told.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static AfterToolDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, null, null, reason);
    }
}
