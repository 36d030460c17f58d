using OpenCode.Calls;

namespace OpenCode.Tools.Origins;

/// <summary>
/// Finds the tool call of a session that a call of this process belongs to. The server does not say it, so they are compared by tool and
/// arguments. It is better to find none than a wrong one. Thread-safe.
/// </summary>
/// <remarks>
/// The server has stored a call before it makes it, so reading all unfinished calls after the call has come finds it. It is the one if no
/// other unfinished call is like it, here or there. Where several sessions work, a second reading must give the same.
/// </remarks>
internal sealed class OriginFinder(Func<Task<SessionCalls>> read, TimeProvider timeProvider)
{
    /// <summary>How often calls are read until one is certain. A model can still be writing the arguments of another call, or a call that has ended is not yet stored as such.</summary>
    private const int Attempts = 10;

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly HashSet<RunningCall> _running = [];
    private Task _current = Task.CompletedTask;
    private Task<SessionCalls>? _next;

    public void Begin(RunningCall call)
    {
        lock (_gate)
        {
            _running.Add(call);
        }
    }

    public void End(RunningCall call)
    {
        lock (_gate)
        {
            _running.Remove(call);
        }
    }

    /// <returns>The call of a session; null if none is certain.</returns>
    public async Task<ToolCallOrigin?> FindAsync(RunningCall call, CancellationToken cancellationToken)
    {
        ToolCallOrigin? found = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt > 0)
            {
                await timeProvider.WaitAsync(s_delay, cancellationToken).ConfigureAwait(false);
            }

            var calls = await ReadAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (call.Origin is { } known)
                {
                    return known;
                }

                if (calls.Calls is null || _running.Any(other => other != call && other.Origin is null && other.IsLike(call)))
                {
                    return null;
                }

                var match = Match(call, calls.Calls);
                if (match is not null && (calls.Sessions == 1 || match == found))
                {
                    return call.Origin = match;
                }

                found = match;
            }
        }

        return null;
    }

    private ToolCallOrigin? Match(RunningCall call, IReadOnlyList<SessionCall> calls)
    {
        var taken = _running.Select(other => other.Origin).ToHashSet();
        var candidates = calls.Where(c => c.Tool == call.Tool && (c.Input is not { } input || call.HasArguments(input)) && !taken.Contains(c.Origin)).Take(2).ToList();
        return candidates is [{ Input: not null } only] ? only.Origin : null;
    }

    /// <summary>Reads calls that are unfinished now. Whoever asks while a reading is going on shares the one after it.</summary>
    private async Task<SessionCalls> ReadAsync(CancellationToken cancellationToken)
    {
        Task<SessionCalls> next;
        lock (_gate)
        {
            var current = _current;
            next = _next ??= Task.Run(() => ReadAfterAsync(current), CancellationToken.None);
        }

        return await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<SessionCalls> ReadAfterAsync(Task current)
    {
        await Task.WhenAny(current).ConfigureAwait(false);
        lock (_gate)
        {
            _current = _next!;
            _next = null;
        }

        return await read().ConfigureAwait(false);
    }
}
