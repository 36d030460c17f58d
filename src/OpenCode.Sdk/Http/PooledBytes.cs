using System.Buffers;

namespace OpenCode.Http;

/// <summary>
/// Represents bytes in a buffer of the shared pool. The disposal returns the buffer to the pool. Not thread-safe.
/// </summary>
internal sealed class PooledBytes(int capacity) : IDisposable
{
    /// <summary>The maximum length of an array.</summary>
    private const int MaxBytes = 0x7FFFFFC7;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>Gets the bytes, which are valid until the disposal.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Gets the free space, which is at least one byte.</summary>
    public ArraySegment<byte> Free
    {
        get
        {
            if (Length == _buffer.Length)
            {
                Grow();
            }

            return new ArraySegment<byte>(_buffer, Length, _buffer.Length - Length);
        }
    }

    /// <summary>Records the number of bytes that were written to <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    public void Dispose() => Exchange([]);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(2L * _buffer.Length, Length + 1L), MaxBytes));
        Span.CopyTo(larger);
        Exchange(larger);
    }

    private void Exchange(byte[] buffer)
    {
        var old = _buffer;
        _buffer = buffer;
        Length = buffer.Length == 0 ? 0 : Length;
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}
