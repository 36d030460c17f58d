using System.Collections;

namespace OpenCode.Models;

/// <summary>A list with items that could not be read. It preserves them, so that they are written again.</summary>
internal sealed class PartialList<T>(IReadOnlyList<T> items, IReadOnlyList<UnreadableItem> unreadable) : IReadOnlyList<T>
{
    public IReadOnlyList<UnreadableItem> Unreadable => unreadable;

    public int Count => items.Count;

    public T this[int index] => items[index];

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
