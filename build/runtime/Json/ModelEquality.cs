namespace OpenCode.Models;

/// <summary>Compares the content of models.</summary>
internal static class ModelEquality
{
    public static bool List<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other, Func<T, T, bool> same)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one is null || other is null || one.Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < one.Count; i++)
        {
            if (!same(one[i], other[i]))
            {
                return false;
            }
        }

        return Unreadable(one.GetUnreadableItems(), other.GetUnreadableItems());
    }

    public static bool Map<T>(IReadOnlyDictionary<string, T>? one, IReadOnlyDictionary<string, T>? other, Func<T, T, bool> same)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one is null || other is null || one.Count != other.Count)
        {
            return false;
        }

        foreach (var member in one)
        {
            if (!other.TryGetValue(member.Key, out var value) || !same(member.Value, value))
            {
                return false;
            }
        }

        return Unreadable(one.GetUnreadableItems(), other.GetUnreadableItems());
    }

    /// <summary>Whether two values of free-form JSON have the same text.</summary>
    public static bool Json(JsonElement? one, JsonElement? other) => Raw(one).SequenceEqual(Raw(other));

    private static ReadOnlySpan<byte> Raw(JsonElement? json) =>
        json is { ValueKind: not JsonValueKind.Undefined } element ? JsonText.Raw(element) : default;

    private static bool Unreadable(IReadOnlyList<UnreadableItem> one, IReadOnlyList<UnreadableItem> other) =>
        one.Count == other.Count && one.Zip(other, static (a, b) => a.Index == b.Index && a.Key == b.Key && Json(a.Json, b.Json)).All(static same => same);
}
