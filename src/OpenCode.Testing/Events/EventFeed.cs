using System.Threading.Channels;

namespace OpenCode.Testing.Events;

/// <summary>
/// The body of a response that is a stream of events. Disposing it has the same effect as a client that disconnects.
/// </summary>
internal sealed class EventFeed(FeedKind kind, string? directory, Action<EventFeed> closed) : Stream
{
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private byte[] _frame = [];
    private int _taken;

    public FeedKind Kind { get; } = kind;

    /// <summary>The directory whose events are sent; null for all.</summary>
    public string? Directory { get; } = directory;

    public IDisposable? Heartbeat { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Send(byte[] frame) => _frames.Writer.TryWrite(frame);

    /// <summary>
    /// Ends the stream after the data that was sent: with an exception if the connection is lost, or without one if the server
    /// stops.
    /// </summary>
    public void End(Exception? failure)
    {
        Heartbeat?.Dispose();
        _frames.Writer.TryComplete(failure);
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var taken = Math.Min(count, _frame.Length - _taken);
        Array.Copy(_frame, _taken, buffer, offset, taken);
        _taken += taken;
        return taken;
    }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var taken = Math.Min(buffer.Length, _frame.Length - _taken);
        _frame.AsSpan(_taken, taken).CopyTo(buffer.Span);
        _taken += taken;
        return taken;
    }
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Events can only be read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            End(null);
            closed(this);
        }

        base.Dispose(disposing);
    }

    /// <returns>False at the end of the stream.</returns>
    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        while (_taken == _frame.Length)
        {
            if (!await _frames.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            if (_frames.Reader.TryRead(out var frame))
            {
                (_frame, _taken) = (frame, 0);
            }
        }

        return true;
    }
}
