using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>A clock that stands still until it is moved, and says when somebody starts to wait by it.</summary>
internal sealed class SignallingTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Ends when somebody waits for as long as <paramref name="predicate"/> says.</summary>
    /// <returns>How long.</returns>
    public async Task<TimeSpan> WhenWaitedAsync(Func<TimeSpan, bool> predicate, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = await _waits.Reader.ReadAsync(cancellationToken);
            if (predicate(wait))
            {
                return wait;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
