using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads the events of calls, and reconnects when a connection is lost. Thread-safe.</summary>
internal sealed class EventStreams : IEventStreams
{
    public IAsyncEnumerable<OpenCodeResponse<T>> Read<T>(EventSource source, ModelReader<T> read, CancellationToken cancellationToken) =>
        new Deferred<OpenCodeResponse<T>>(() => new EventStream<T>(source, read).ReadAsync(cancellationToken));
}
