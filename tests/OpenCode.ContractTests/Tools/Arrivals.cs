using System.Collections.Concurrent;

namespace OpenCode.ContractTests.Tools;

/// <summary>Lets calls of the same group go on together.</summary>
internal sealed class Arrivals
{
    private readonly ConcurrentDictionary<string, Group> _groups = new();

    public Task WaitAsync(string group, int size, CancellationToken cancellationToken) => _groups.GetOrAdd(group, _ => new Group()).ArriveAsync(size).WaitAsync(cancellationToken);

    private sealed class Group
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task ArriveAsync(int size)
        {
            if (Interlocked.Increment(ref _count) == size)
            {
                _complete.SetResult();
            }

            return _complete.Task;
        }
    }
}
