using System.Diagnostics.Tracing;
using System.Runtime.InteropServices;

namespace OpenCode.Sdk.Tests;

/// <summary>A response that comes in pieces, and knows the buffers that it was read into.</summary>
/// <param name="content">The content.</param>
/// <param name="pieceBytes">The size of a piece.</param>
/// <param name="end">What happens after the last piece; by default, the content ends.</param>
internal sealed class PooledStream(byte[] content, int pieceBytes, Func<CancellationToken, Task<int>>? end = null) : MemoryStream(content)
{
    private readonly HashSet<byte[]> _buffers = [];

    public IReadOnlyCollection<byte[]> Buffers => _buffers;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        MemoryMarshal.TryGetArray<byte>(buffer, out var segment);
        _buffers.Add(segment.Array!);
        var count = Read(buffer.Span[..Math.Min(pieceBytes, buffer.Length)]);
        return count == 0 && end is not null ? await end(cancellationToken) : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Overwrites the buffers, as their next user does.</summary>
    public void Overwrite()
    {
        foreach (var buffer in _buffers)
        {
            Array.Fill(buffer, (byte)'!');
        }
    }
}

/// <summary>Notes which buffers come back to the shared pool.</summary>
internal sealed class ReturnedBuffers : EventListener
{
    private const int BufferReturned = 3;

    private readonly HashSet<int> _returned = [];

    public bool Contains(byte[] buffer)
    {
        lock (_returned)
        {
            return _returned.Contains(buffer.GetHashCode());
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == BufferReturned && eventData.Payload?[0] is int id)
        {
            lock (_returned)
            {
                _returned.Add(id);
            }
        }
    }
}
