using OpenCode.Http;

namespace OpenCode.Events;

/// <summary>
/// Passes the bytes of a response to the parser, and detects silence and events that are too large. The parser reads few bytes at
/// a time, so the response is read in larger blocks.
/// </summary>
internal sealed class MonitoredStream(Stream inner, ServerResponse response, IdleMonitor idleMonitor, EventSizeLimit limit) : Stream
{
    private const int PieceBytes = 8 * 1024;

    /// <summary>The buffer. Unread bytes within the limits are between <see cref="_next"/> and <see cref="_end"/>.</summary>
    private byte[] _piece = [];
    private int _next;
    private int _end;

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
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _next < _end ? new ValueTask<int>(Take(buffer.Span)) : FillAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Listen();
        ReportActivity(await inner.ReadAsync(Piece(), cancellationToken).ConfigureAwait(false));
        return Take(buffer.Span);
    }
#else
    /// <exception cref="OpenCodeProtocolException">A line or an event is too large.</exception>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_next == _end)
        {
            Listen();
            ReportActivity(await inner.ReadAsync(Piece(), 0, PieceBytes, cancellationToken).ConfigureAwait(false));
        }

        return Take(buffer.AsSpan(offset, count));
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
            throw response.EventTooLarge(passed.Option, passed.Bytes);
        }

        idleMonitor.Listen();
    }

    private byte[] Piece() => _piece.Length > 0 ? _piece : _piece = new byte[PieceBytes];

    /// <summary>Keeps the bytes within the limits. The rest fails the next read, or this read if no bytes are left.</summary>
    private void ReportActivity(int count)
    {
        idleMonitor.ReportActivity();
        _next = 0;
        _end = limit.Measure(_piece.AsSpan(0, count));
        if (_end == 0 && limit.Passed is not null)
        {
            Listen();
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _next);
        _piece.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }
}
