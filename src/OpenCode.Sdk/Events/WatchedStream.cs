using OpenCode.Http;

namespace OpenCode.Events;

/// <summary>Passes the bytes of a response to the parser, and detects silence and events that are too large.</summary>
internal sealed class WatchedStream(Stream inner, Answer answer, SilenceWatch silence, EventSizeLimit limit) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

#if NET
    /// <exception cref="OpenCodeProtocolException">A line or an event is too large.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Listen();
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Hear(buffer.Span[..count]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
#else
    /// <exception cref="OpenCodeProtocolException">A line or an event is too large.</exception>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Listen();
        var read = await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        return Hear(buffer.AsSpan(offset, read));
    }
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Listen()
    {
        if (limit.Passed is { } passed)
        {
            throw answer.EventTooLarge(passed.Option, passed.Bytes);
        }

        silence.Listen();
    }

    /// <summary>Passes on what is within the limits. The rest fails the next read, or this one if nothing is left.</summary>
    private int Hear(ReadOnlySpan<byte> bytes)
    {
        silence.Hear();
        var count = limit.Measure(bytes);
        if (count == 0 && limit.Passed is not null)
        {
            Listen();
        }

        return count;
    }
}
