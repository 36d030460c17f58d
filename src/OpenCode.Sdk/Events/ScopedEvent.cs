using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>An event with the directory that it comes from.</summary>
/// <param name="Event">The event.</param>
/// <param name="Directory">The directory as the server calls it; null if the event belongs to none, or to that of the stream.</param>
/// <param name="Workspace">The workspace; null if the event belongs to none.</param>
internal readonly record struct ScopedEvent(Event Event, string? Directory = null, string? Workspace = null)
{
    /// <summary>In place of a directory, on events that concern the whole server.</summary>
    private const string Everywhere = "global";

    /// <summary>Whether a reader of a directory gets the event. What belongs to no directory reaches every reader.</summary>
    /// <param name="directory">The directory as the server calls it.</param>
    /// <param name="workspace">The workspace; null for any.</param>
    public bool IsIn(string directory, string? workspace) =>
        Directory is null or Everywhere
        || (Directory == directory && (workspace is null || Workspace is null || Workspace == workspace));
}
