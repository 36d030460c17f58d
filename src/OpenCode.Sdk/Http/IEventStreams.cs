using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>Reads the events of a call.</summary>
internal interface IEventStreams
{
    /// <summary>Reads events, with as many connections as necessary. Each enumeration is a separate stream.</summary>
    public IEventSequence<T> Read<T>(EventSource source, ModelReader<T> read, CancellationToken cancellationToken);
}
