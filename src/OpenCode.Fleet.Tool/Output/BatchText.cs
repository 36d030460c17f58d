using System.Globalization;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Describes the progress of a batch in one line.</summary>
internal static class BatchText
{
    public static string Of(FleetBatchStatus batch)
    {
        var outcomes = string.Concat(batch.Outcomes.OrderBy(o => o.Key).Select(o => string.Create(CultureInfo.InvariantCulture, $", {o.Value} {NameOf(o.Key)}")));
        return string.Create(CultureInfo.InvariantCulture, $"{batch.Ended} of {batch.Count} jobs ended{outcomes}; {batch.Usage.Tokens} tokens, ${batch.Usage.Cost:0.0000}");
    }

    public static string NameOf(FleetOutcome outcome) => outcome == FleetOutcome.LimitReached ? "limit reached" : outcome.ToString().ToLowerInvariant();
}
