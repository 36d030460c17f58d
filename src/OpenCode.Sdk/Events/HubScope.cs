using System.Collections.Concurrent;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Events;

/// <summary>Represents the source of a hub's events: one directory, or all directories of a server. Thread-safe.</summary>
internal sealed class HubScope(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options, bool isGlobal)
{
    private readonly OpenCodeRequestOptions _options = adapter.Defaults.With(options);

    /// <summary>The server's names of directories, by the names that the client uses.</summary>
    private readonly ConcurrentDictionary<(string? Directory, string? Workspace), string> _names = new();

    /// <summary>Validates that the hub receives the events of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="hub">The hub. The exception names it as the caller's argument.</param>
    /// <exception cref="ArgumentException">The hub belongs to another server, directory, or workspace.</exception>
    public void RequireServes(ServerGroups view, EventHub hub)
    {
        if (view.ServerUrl != adapter.ServerUrl)
        {
            throw new ArgumentException($"The hub belongs to the server {adapter.ServerUrl}, but the client to {view.ServerUrl}. Create the hub from the same client.", nameof(hub));
        }

        if (!isGlobal && !(ServerPath.AreEqual(_options.Directory, view.Options.Directory) && _options.Workspace == view.Options.Workspace))
        {
            throw new ArgumentException(
                $"The hub serves {Describe(_options)}, but the client uses {Describe(view.Options)}. Create the hub from the same view of the client, or with CreateGlobalEventHub().",
                nameof(hub));
        }
    }

    /// <summary>Validates that the hub receives the events of a directory.</summary>
    /// <exception cref="ArgumentException">The hub belongs to another directory.</exception>
    public void RequireServes(string directory)
    {
        if (!isGlobal && !ServerPath.AreEqual(_options.Directory, ServerPath.Normalize(directory)))
        {
            throw new ArgumentException($"The hub serves {Describe(_options)}, not '{DisplayText.Of(directory)}'. Create the hub with CreateGlobalEventHub().", nameof(directory));
        }
    }

    /// <summary>Creates the filter for the events of a directory.</summary>
    /// <returns>The filter; null if all events pass.</returns>
    /// <exception cref="OpenCodeException">The request to the server failed.</exception>
    public async Task<Predicate<ScopedEvent>?> FindAsync(OpenCodeRequestOptions? where, CancellationToken cancellationToken)
    {
        if (!isGlobal || where is null)
        {
            return null;
        }

        // Only the server can resolve a symbolic link, or a missing directory. See
        // https://github.com/anomalyco/opencode/issues/16647.
        var key = (where.Directory, where.Workspace);
        if (!_names.TryGetValue(key, out var name))
        {
            var paths = await new PathRequestBuilder(adapter, options with { Directory = where.Directory, Workspace = where.Workspace }).GetAsync(cancellationToken).ConfigureAwait(false);
            _names[key] = name = paths.Directory;
        }

        return e => e.IsIn(name, where.Workspace);
    }

    private static string Describe(OpenCodeRequestOptions options) =>
        (options.Directory is { } directory ? $"the directory '{DisplayText.Of(directory)}'" : "the server's own directory")
        + (options.Workspace is { } workspace ? $" and the workspace '{DisplayText.Of(workspace)}'" : "");
}
