namespace OpenCode.Fleet;

/// <summary>Combines updates of a job.</summary>
internal static class FleetUpdates
{
    /// <summary>Combines consecutive pieces of text.</summary>
    public static IReadOnlyList<FleetJobUpdate> Merge(IReadOnlyList<FleetJobUpdate> updates)
    {
        var merged = new List<FleetJobUpdate>();
        foreach (var update in updates)
        {
            if (update.Kind == FleetJobUpdateKind.Text && merged.Count > 0 && merged[^1].Kind == FleetJobUpdateKind.Text)
            {
                merged[^1] = merged[^1] with { Text = merged[^1].Text + update.Text };
            }
            else
            {
                merged.Add(update);
            }
        }

        return merged;
    }
}
