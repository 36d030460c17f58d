using System.Threading.Channels;

namespace OpenCode.Fleet;

/// <summary>Distributes the updates of a job to its watchers. Used only by the grain, so it has no locks.</summary>
internal sealed class JobWatchers
{
    /// <summary>The updates that wait for a slow watcher. If there are more, the oldest are dropped.</summary>
    private const int Capacity = 1_000;

    private readonly List<Watcher> _watchers = [];

    public bool Any => _watchers.Count > 0;

    public Watcher Add()
    {
        var watcher = new Watcher(this);
        _watchers.Add(watcher);
        return watcher;
    }

    public void Send(FleetJobUpdate update)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Send(update);
        }
    }

    internal sealed class Watcher(JobWatchers owner) : IDisposable
    {
        private readonly Channel<FleetJobUpdate> _updates = Channel.CreateBounded<FleetJobUpdate>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

        public ChannelReader<FleetJobUpdate> Updates => _updates.Reader;

        public void Send(FleetJobUpdate update)
        {
            _updates.Writer.TryWrite(update);
            if (update.Kind == FleetJobUpdateKind.Ended)
            {
                _updates.Writer.TryComplete();
            }
        }

        public void Dispose() => owner._watchers.Remove(this);
    }
}
