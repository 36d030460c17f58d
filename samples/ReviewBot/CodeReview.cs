using System.Text.Json.Serialization;

// A test also compiles this file, with a framework that contains an attribute with this name.
using DescriptionAttribute = System.ComponentModel.DescriptionAttribute;

namespace OpenCode.Samples;

/// <summary>The response of the agent. The descriptions reach the model.</summary>
/// <param name="Summary">One sentence about the change.</param>
/// <param name="Findings">The findings, the most important one first.</param>
public sealed record CodeReview(
    [property: Description("One sentence about the change.")] string Summary,
    [property: Description("The findings, the most important one first. Empty if there are none.")] IReadOnlyList<Finding> Findings);

/// <summary>A finding in the change.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Line">The line in the new file.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Text">The explanation.</param>
public sealed record Finding(string File, int Line, FindingSeverity Severity, string Text);

/// <summary>The severity of a finding.</summary>
public enum FindingSeverity
{
    /// <summary>A suggestion.</summary>
    Note,

    /// <summary>A possible defect.</summary>
    Warning,

    /// <summary>A defect. The review fails.</summary>
    Error,
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CodeReview))]
internal sealed partial class CodeReviewJson : JsonSerializerContext;
