using OpenCode.Calls;

namespace OpenCode.Tools.Origins;

/// <summary>
/// Finds the tool call of a session to which a call of this process belongs. The server doesn't send this information, so the
/// calls are compared by tool and arguments. An ambiguous match isn't returned. Thread-safe. See
/// https://github.com/anomalyco/opencode/issues/33035.
/// </summary>
/// <remarks>
/// The server stores a call before it makes the call. Therefore, unfinished calls that are read after a call has arrived include
/// that call. A match is certain if no other unfinished call, in this process or on the server, has the same tool and arguments.
/// If several sessions are busy, a second read must result in the same match.
/// </remarks>
internal sealed class OriginFinder(Func<Task<SessionCalls>> read, TimeProvider timeProvider)
{
    /// <summary>
    /// The maximum number of reads until a match is certain. The model can still be writing the arguments of another call, or the
    /// server hasn't yet stored that a call has ended.
    /// </summary>
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

    /// <returns>The call of a session; null if no match is certain.</returns>
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

    /// <summary>Reads the unfinished calls. Callers that arrive during a read share the next one.</summary>
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
