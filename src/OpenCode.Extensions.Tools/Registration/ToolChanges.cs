using OpenCode.Calls;
using OpenCode.Tools.Server;

namespace OpenCode.Tools.Registration;

/// <summary>Waits until the server has read changed tools.</summary>
internal sealed class ToolChanges
{
    /// <summary>
    /// The interval of announcements. A server that has connected but doesn't listen yet misses an announcement.
    /// </summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ToolSet _tools;
    private readonly McpRegistration _registration;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private long _readVersion = -1;
    private TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ToolChanges(ToolSet tools, McpRegistration registration, TimeSpan timeout, TimeProvider timeProvider)
    {
        _tools = tools;
        _registration = registration;
        _timeout = timeout;
        _timeProvider = timeProvider;
        registration.ToolsChanged += Signal;
    }

    /// <summary>Waits until the server has read the current tools.</summary>
    /// <exception cref="TimeoutException">The server didn't read them within the timeout.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var version = _tools.Version;
        using var timeout = _timeProvider.CancelAfter(_timeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (!await IsReadAsync(version, ending.Token).ConfigureAwait(false))
            {
                if (_tools.ServedVersion < version)
                {
                    await _registration.EnsureConnectedAsync(ending.Token).ConfigureAwait(false);
                }

                _tools.Announce();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"The server did not read the changed tools '{_registration.Name}' within {_timeout.TotalSeconds} seconds (ConnectTimeout)."), e);
        }
    }

    /// <summary>Waits for one interval, and returns whether the server has read the version.</summary>
    private async Task<bool> IsReadAsync(long version, CancellationToken cancellationToken)
    {
        using var pause = _timeProvider.CancelAfter(s_interval);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        while (true)
        {
            Task read;
            lock (_gate)
            {
                if (_readVersion >= version)
                {
                    return true;
                }

                read = _read.Task;
            }

            try
            {
                await read.WaitAsync(ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private void Signal()
    {
        lock (_gate)
        {
            _readVersion = _tools.ServedVersion;
            _read.SetResult();
            _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
