using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Events;

/// <summary>Reads the events of calls, and reconnects when a connection is lost. Thread-safe.</summary>
internal sealed class EventStreams : IEventStreams
{
    public IEventSequence<T> Read<T>(EventSource source, ModelReader<T> read, CancellationToken cancellationToken) =>
        new Sequence<T>(() => new EventStream<T>(source, read), cancellationToken);

    /// <summary>Creates a stream for each enumeration, so that enumerations share nothing.</summary>
    private sealed class Sequence<T>(Func<EventStream<T>> create, CancellationToken streamToken) : IEventSequence<T>
    {
        public IAsyncEnumerable<T> Events => new Deferred<T>(() => create().ReadAsync(mustThrow: true, streamToken));

        public IAsyncEnumerator<OpenCodeResponse<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            create().ReadResponsesAsync(streamToken).GetAsyncEnumerator(cancellationToken);
    }
}
