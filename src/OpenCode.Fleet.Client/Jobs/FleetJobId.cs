using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenCode.Fleet;

/// <summary>Identifies a job: the batch, and the position of the job in the batch. Its text is <c>batch/position</c>.</summary>
/// <param name="Batch">The identifier of the batch.</param>
/// <param name="Index">The position of the job in the batch; 0 for the first job.</param>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJobId")]
public readonly record struct FleetJobId([property: Id(0)] string Batch, [property: Id(1)] int Index)
{
    /// <summary>Reads an identifier in the form <c>batch/position</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not an identifier of a job.</exception>
    public static FleetJobId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an identifier of a job. Use the form batch/position, for example 'nightly/0'.");

    /// <summary>Reads an identifier in the form <c>batch/position</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The identifier.</param>
    /// <returns>Whether the text is an identifier of a job.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out FleetJobId id)
    {
        var slash = text?.LastIndexOf('/') ?? -1;
        if (slash > 0 && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            id = new FleetJobId(text![..slash], index);
            return true;
        }

        id = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch}/{Index}");
}
