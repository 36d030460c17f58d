using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace OpenCode.Fleet.Tests.Cluster;

/// <summary>A store that survives all silos of a test, and that can fail before and after each write.</summary>
internal sealed class SharedStore
{
    private readonly ConcurrentDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private int _writes;

    /// <summary>The names of the rows: the name of the state and the identifier of the grain.</summary>
    public ICollection<string> Keys => _rows.Keys;

    /// <summary>Decides for the number of a write or a deletion whether it fails, and then whether it is stored nevertheless.</summary>
    public Func<int, (bool Fails, bool IsStored)> Fault { get; set; } = static _ => (false, true);

    /// <summary>Decides for a row whether it can't be read.</summary>
    public Func<string, bool> IsUnreadable { get; set; } = static _ => false;

    /// <summary>Loses rows.</summary>
    public void Forget(Func<string, bool> isLost)
    {
        foreach (var key in _rows.Keys.Where(isLost))
        {
            _rows.TryRemove(key, out _);
        }
    }

    public IGrainStorage Connect(Serializer serializer) => new Connection(this, serializer);

    private sealed record Row(byte[] Data, string Tag);

    private sealed class Connection(SharedStore store, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (store.IsUnreadable(stateName))
            {
                throw new IOException("The store failed.");
            }

            if (store._rows.TryGetValue($"{stateName}/{grainId}", out var row))
            {
                (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(row.Data), row.Tag, true);
            }
            else
            {
                (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
            }

            return Task.CompletedTask;
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            // A real store takes some time, in which other calls run.
            await Task.Yield();
            var (fails, isStored) = store.Fault(Interlocked.Increment(ref store._writes));
            if (isStored)
            {
                var row = new Row(serializer.SerializeToArray(grainState.State), Guid.NewGuid().ToString());
                store._rows.AddOrUpdate(
                    $"{stateName}/{grainId}",
                    _ => grainState.ETag is null ? row : throw new InconsistentStateException($"{grainId} does not exist."),
                    (_, old) => old.Tag == grainState.ETag ? row : throw new InconsistentStateException($"{grainId} was changed."));
                if (!fails)
                {
                    (grainState.ETag, grainState.RecordExists) = (row.Tag, true);
                }
            }

            if (fails)
            {
                throw new IOException("The store failed.");
            }
        }

        public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Task.Yield();
            var (fails, isDeleted) = store.Fault(Interlocked.Increment(ref store._writes));
            if (isDeleted && store._rows.TryGetValue($"{stateName}/{grainId}", out var row))
            {
                if (row.Tag != grainState.ETag)
                {
                    throw new InconsistentStateException($"{grainId} was changed.");
                }

                store._rows.TryRemove($"{stateName}/{grainId}", out _);
            }

            if (fails)
            {
                throw new IOException("The store failed.");
            }

            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }
    }
}
