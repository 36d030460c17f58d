using System.Collections.Concurrent;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Events;

/// <summary>The source of the events of a hub: one directory, or all directories of a server. Thread-safe.</summary>
internal sealed class HubScope(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options, bool isGlobal)
{
    private readonly OpenCodeRequestOptions _options = adapter.Defaults.With(options);

    /// <summary>The names that the server has for directories, by their names here.</summary>
    private readonly ConcurrentDictionary<(string? Directory, string? Workspace), string> _names = new();

    /// <summary>Validates that the hub receives the events of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="hub">The hub, which the exception names as the caller's argument.</param>
    /// <exception cref="ArgumentException">The hub is of another server, directory or workspace.</exception>
    public void RequireServes(ServerGroups view, EventHub hub)
    {
        if (view.ServerUrl != adapter.ServerUrl)
        {
            throw new ArgumentException($"The hub belongs to the server {adapter.ServerUrl}, and the client to {view.ServerUrl}.", nameof(hub));
        }

        if (!isGlobal && !(ServerPath.AreEqual(_options.Directory, view.Options.Directory) && _options.Workspace == view.Options.Workspace))
        {
            throw new ArgumentException(
                $"The hub serves {Describe(_options)}, and the client works in {Describe(view.Options)}. Create the hub from the same view of the client, or with CreateGlobalEventHub().",
                nameof(hub));
        }
    }

    /// <summary>Validates that the hub receives the events of a directory.</summary>
    /// <exception cref="ArgumentException">The hub is of another directory.</exception>
    public void RequireServes(string directory)
    {
        if (!isGlobal && !ServerPath.AreEqual(_options.Directory, ServerPath.Normalize(directory)))
        {
            throw new ArgumentException($"The hub serves {Describe(_options)}, not '{DisplayText.Of(directory)}'. Use CreateGlobalEventHub().", nameof(directory));
        }
    }

    /// <summary>Finds out which events belong to a directory.</summary>
    /// <returns>The test for events; null if all events pass.</returns>
    /// <exception cref="OpenCodeException">The request to the server failed.</exception>
    public async Task<Predicate<ScopedEvent>?> FindAsync(OpenCodeRequestOptions? where, CancellationToken cancellationToken)
    {
        if (!isGlobal || where is null)
        {
            return null;
        }

        // Only the server knows what a symbolic link, or no directory at all, stands for.
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
