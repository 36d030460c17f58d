using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Models;

/// <summary>A dictionary with values that could not be read. It preserves them, so that they are written again.</summary>
internal sealed class PartialDictionary<T>(IReadOnlyDictionary<string, T> values, IReadOnlyList<UnreadableItem> unreadable) : IReadOnlyDictionary<string, T>
{
    public IReadOnlyList<UnreadableItem> Unreadable => unreadable;

    public int Count => values.Count;

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<T> Values => values.Values;

    public T this[string key] => values[key];

    public bool ContainsKey(string key) => values.ContainsKey(key);

#if NET
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => values.TryGetValue(key, out value);
#else
    public bool TryGetValue(string key, out T value) => values.TryGetValue(key, out value);
#endif

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
