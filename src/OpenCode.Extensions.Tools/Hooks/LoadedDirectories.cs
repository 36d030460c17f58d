namespace OpenCode.Tools.Hooks;

/// <summary>Records the directories for which a server has loaded the plugin. Thread-safe.</summary>
internal sealed class LoadedDirectories
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();

    public void Add(string directory)
    {
        lock (_gate)
        {
            _directories.Add(directory);
            _changed.SetResult();
            _changed = New();
        }
    }

    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public async Task WaitAsync(string directory, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_directories.Contains(directory))
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
