namespace OpenCode.Models;

/// <summary>
/// An item of a list, or a value of a dictionary, that does not match the server's OpenAPI document and could not be read.
/// </summary>
public sealed record UnreadableItem
{
    internal UnreadableItem(int index, string? key, JsonElement json, string reason)
    {
        Index = index;
        Key = key;
        Json = json;
        Reason = reason;
    }

    /// <summary>The zero-based position in the JSON array or object.</summary>
    public int Index { get; }

    /// <summary>The key in a dictionary; null in a list.</summary>
    public string? Key { get; }

    /// <summary>The item as the server sent it.</summary>
    public JsonElement Json { get; }

    /// <summary>The reason why the item can't be read.</summary>
    public string Reason { get; }

    /// <summary>Returns the position and the reason, without the content of the item.</summary>
    public override string ToString() => DisplayText.Of($"[{Key ?? Index.ToString(System.Globalization.CultureInfo.InvariantCulture)}]: {Reason}");
}
