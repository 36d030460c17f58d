using System.Collections;

namespace OpenCode.Sessions;

/// <summary>
/// Represents a list whose versions share their items, so that a change costs the same in a long list as in a short one.
/// Immutable.
/// </summary>
/// <remarks>The list is a tree whose nodes have 32 children. A change copies only the nodes on the path to an item.</remarks>
internal sealed class SharedList<T> : IReadOnlyList<T>
    where T : class
{
    private const int Bits = 5;
    private const int Width = 1 << Bits;

    private readonly object?[] _root;

    /// <summary>The number of bits by which an index is shifted to get the position in the root.</summary>
    private readonly int _shift;

    private SharedList(object?[] root, int shift, int count)
    {
        _root = root;
        _shift = shift;
        Count = count;
    }

    public static SharedList<T> Empty { get; } = new(new object?[Width], 0, 0);

    public int Count { get; }

    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {Count} items.");
            }

            var node = _root;
            for (var shift = _shift; shift > 0; shift -= Bits)
            {
                node = (object?[])node[At(index, shift)]!;
            }

            return (T)node[At(index, 0)]!;
        }
    }

    public SharedList<T> Add(T item)
    {
        var hasRoom = Count < 1L << (_shift + Bits);
        var (root, shift) = hasRoom ? (_root, _shift) : (Above(_root), _shift + Bits);
        return new SharedList<T>(With(root, shift, Count, item), shift, Count + 1);
    }

    /// <param name="index">The position of an item, less than <see cref="Count"/>.</param>
    /// <param name="item">The item that replaces it.</param>
    public SharedList<T> Set(int index, T item) => new(With(_root, _shift, index, item), _shift, Count);

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int At(int index, int shift) => (index >> shift) & (Width - 1);

    private static object?[] Above(object?[] node)
    {
        var above = new object?[Width];
        above[0] = node;
        return above;
    }

    private static object?[] With(object?[]? node, int shift, int index, T item)
    {
        var copy = (object?[]?)node?.Clone() ?? new object?[Width];
        ref var child = ref copy[At(index, shift)];
        child = shift == 0 ? item : With((object?[]?)child, shift - Bits, index, item);
        return copy;
    }
}
