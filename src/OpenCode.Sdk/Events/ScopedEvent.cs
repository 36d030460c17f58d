using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Represents an event with the directory that it comes from.</summary>
/// <param name="Event">The event.</param>
/// <param name="Directory">
/// The server's name of the directory; null if the event belongs to none, or to that of the stream.
/// </param>
/// <param name="Workspace">The workspace; null if the event belongs to none.</param>
internal readonly record struct ScopedEvent(Event Event, string? Directory = null, string? Workspace = null)
{
    /// <summary>The value of the directory in events that concern the whole server.</summary>
    private const string Everywhere = "global";

    /// <summary>
    /// Returns whether a reader of a directory receives the event. Every reader receives events that belong to no directory.
    /// </summary>
    /// <param name="directory">The server's name of the directory.</param>
    /// <param name="workspace">The workspace; null for any.</param>
    public bool IsIn(string directory, string? workspace) =>
        Directory is null or Everywhere
        || (Directory == directory && (workspace is null || Workspace is null || Workspace == workspace));
}
