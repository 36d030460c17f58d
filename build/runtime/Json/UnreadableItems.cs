namespace OpenCode.Models;

/// <summary>Provides the items of a list or dictionary from the server that could not be read.</summary>
public static class UnreadableItems
{
    /// <summary>Gets the items that are not in <paramref name="list"/> because they could not be read.</summary>
    /// <remarks>
    /// An item that does not match the server's OpenAPI document does not affect the others. When you write the list as JSON,
    /// such items are included. A copy of the list does not contain them.
    /// </remarks>
    /// <returns>The unreadable items in the order of the JSON array; empty for a list that does not come from the server.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="list"/> is null.</exception>
    /// <example><code>
    /// var sessions = await client.Session.ListAsync();
    /// foreach (var item in sessions.GetUnreadableItems())
    /// {
    ///     Console.WriteLine(item);
    /// }
    /// </code></example>
    public static IReadOnlyList<UnreadableItem> GetUnreadableItems<T>(this IReadOnlyList<T> list)
    {
        Require.NotNull(list, nameof(list));
        return list is PartialList<T> partial ? partial.Unreadable : [];
    }

    /// <summary>Gets the values that are not in <paramref name="dictionary"/> because they could not be read.</summary>
    /// <returns>The unreadable values in the order of the JSON object; empty for a dictionary that does not come from the server.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="dictionary"/> is null.</exception>
    /// <inheritdoc cref="GetUnreadableItems{T}(IReadOnlyList{T})"/>
    public static IReadOnlyList<UnreadableItem> GetUnreadableItems<T>(this IReadOnlyDictionary<string, T> dictionary)
    {
        Require.NotNull(dictionary, nameof(dictionary));
        return dictionary is PartialDictionary<T> partial ? partial.Unreadable : [];
    }

    /// <summary>
    /// The number of items that the server sent, readable or not, which distinguishes a full page from the last one.
    /// </summary>
    internal static int CountSent<T>(this IReadOnlyList<T> list) => list.Count + list.GetUnreadableItems().Count;
}
