using System.Buffers;

namespace OpenCode.Models;

/// <summary>
/// Stores the UTF-8 of a writer in arrays of the shared pool. Disposing the instance returns the array. Not thread-safe.
/// </summary>
internal sealed class PooledBytes : IBufferWriter<byte>, IDisposable
{
    private const int MinLength = 1024;

    private byte[] _array;

    private int _length;

    public PooledBytes(int capacity = MinLength) => _array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bytes written so far; valid until more is written or the instance is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(_length);
    }

    public void Dispose()
    {
        var array = _array;
        _array = [];
        _length = 0;
        Return(array);
    }

    private void Reserve(int sizeHint)
    {
        if (_array.Length - _length >= Math.Max(sizeHint, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + Math.Max(sizeHint, 1)), Math.Max(_array.Length, MinLength / 2) * 2));
        _array.AsSpan(0, _length).CopyTo(larger);
        Return(_array);
        _array = larger;
    }

    /// <summary>Clears the array before it is returned to the pool, because a request body can contain a secret.</summary>
    private void Return(byte[] array)
    {
        if (array.Length > 0)
        {
            Array.Clear(array, 0, array.Length);
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
