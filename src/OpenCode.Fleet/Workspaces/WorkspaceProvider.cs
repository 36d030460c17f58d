using System.Collections.Concurrent;
using System.Globalization;

namespace OpenCode.Fleet;

/// <summary>Provides the directories that agents work in. Thread-safe.</summary>
internal sealed class WorkspaceProvider(FleetMachineOptions options)
{
    /// <summary>Git locks the repository while it adds or removes a worktree.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _repositories = new(StringComparer.Ordinal);

    /// <summary>Prepares the directory of a job. A directory that remains from a start that failed is prepared again.</summary>
    /// <returns>The absolute path of the directory.</returns>
    /// <exception cref="GitException">The repository can't be checked out.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    public async Task<string> PrepareAsync(FleetJobId id, FleetWorkspace workspace, CancellationToken cancellationToken)
    {
        var directory = DirectoryOf(id, workspace);
        switch (workspace.Kind)
        {
            case FleetWorkspaceKind.Directory:
                break;
            case FleetWorkspaceKind.Clone:
                Delete(directory);
                Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
                await Git.RunAsync(Path.GetDirectoryName(directory)!, ["clone", "--quiet", "--", workspace.Location, directory], cancellationToken).ConfigureAwait(false);
                if (workspace.Reference is { } reference)
                {
                    await Git.RunAsync(directory, ["checkout", "--quiet", reference, "--"], cancellationToken).ConfigureAwait(false);
                }

                break;
            default:
                await WithRepositoryAsync(
                    workspace.Location,
                    async () =>
                    {
                        Delete(directory);
                        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
                        await Git.RunAsync(workspace.Location, ["worktree", "prune"], cancellationToken).ConfigureAwait(false);
                        await Git.RunAsync(workspace.Location, ["worktree", "add", "--quiet", "--detach", directory, workspace.Reference ?? "HEAD"], cancellationToken).ConfigureAwait(false);

                        // Another machine that uses the same repository might have prepared the job before it was lost.
                        await Git.RunAsync(directory, ["checkout", "--quiet", "--ignore-other-worktrees", "-B", Branch(id)], cancellationToken).ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                break;
        }

        return Directory.Exists(directory) ? directory : throw new DirectoryNotFoundException($"The directory {directory} does not exist.");
    }

    /// <summary>Deletes the directory of an ended job, if the job asks for it.</summary>
    /// <param name="id">The job.</param>
    /// <param name="workspace">The workspace of the job.</param>
    /// <param name="outcome">How the job ended; null if its prompt was not sent, so that the directory contains no work.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    public async Task EndAsync(FleetJobId id, FleetWorkspace workspace, FleetOutcome? outcome, CancellationToken cancellationToken)
    {
        var isKept = workspace.Kind == FleetWorkspaceKind.Directory || (outcome is not null && workspace.Retention switch
        {
            FleetWorkspaceRetention.Always => true,
            FleetWorkspaceRetention.UnlessCompleted => outcome != FleetOutcome.Completed,
            _ => false,
        });
        var directory = DirectoryOf(id, workspace);
        if (isKept || !Directory.Exists(directory))
        {
            return;
        }

        Delete(directory);
        if (workspace.Kind == FleetWorkspaceKind.Worktree)
        {
            await WithRepositoryAsync(
                workspace.Location,
                async () =>
                {
                    await Git.RunAsync(workspace.Location, ["worktree", "prune"], cancellationToken).ConfigureAwait(false);
                    await Git.RunAsync(workspace.Location, ["branch", "--quiet", "-D", Branch(id)], cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Branch(FleetJobId id) => $"opencode/{id}";

    private static void Delete(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        // Git's objects are read-only, which prevents their deletion on Windows.
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.IsReadOnly))
        {
            file.IsReadOnly = false;
        }

        Directory.Delete(directory, recursive: true);
    }

    private string DirectoryOf(FleetJobId id, FleetWorkspace workspace) =>
        workspace.Kind == FleetWorkspaceKind.Directory
            ? workspace.Location
            : Path.GetFullPath(Path.Combine(options.WorkDirectory, id.Batch, id.Index.ToString(CultureInfo.InvariantCulture)));

    private async Task WithRepositoryAsync(string repository, Func<Task> action, CancellationToken cancellationToken)
    {
        var gate = _repositories.GetOrAdd(Path.GetFullPath(repository), static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
