using System.Text.Json;

namespace OpenCode;

/// <summary>Represents the decision about the output of a tool. The default value keeps the output. Immutable.</summary>
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

    /// <summary>Gets the decision that keeps the output.</summary>
    public static AfterToolDecision Continue => default;

    /// <summary>Gets the new output; null if the output is kept or withheld.</summary>
    public string? Output { get; }

    /// <summary>Gets the new title; null if the title is kept.</summary>
    public string? Title { get; }

    /// <summary>Gets the new metadata; null if the metadata is kept.</summary>
    public JsonElement? Metadata { get; }

    /// <summary>Gets the reason why the output is withheld; null if it isn't withheld.</summary>
    public string? Reason { get; }

    /// <summary>Replaces the output that the model receives and that users see.</summary>
    /// <param name="output">
    /// The text. For a tool of an MCP server, it replaces all texts of the result; images and files are kept.
    /// </param>
    /// <param name="title">The title; null to keep the title. Tools of MCP servers have none.</param>
    /// <param name="metadata">
    /// The metadata, a JSON object; null to keep the metadata. In that case, the copies of the output that <c>bash</c>
    /// (<c>output</c>) and <c>read</c> (<c>preview</c>) store in their metadata are also replaced.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="output"/> is null, or <paramref name="metadata"/> isn't an object.
    /// </exception>
    public static AfterToolDecision Replace(string output, string? title = null, JsonElement? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        return metadata is null or { ValueKind: JsonValueKind.Object }
            ? new(output, title, metadata?.Clone(), null)
            : throw new ArgumentException($"The metadata must be a JSON object, but it is {metadata.Value.ValueKind}.", nameof(metadata));
    }

    /// <summary>Withholds the output. The model receives an error instead. The effects of the tool aren't undone.</summary>
    /// <param name="reason">The text of the error.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static AfterToolDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, null, null, reason);
    }
}
