using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents a part of a configuration that is valid on its own: an entry of a map, such as one agent, or any other member.
/// </summary>
/// <param name="Name">The member of the root.</param>
/// <param name="Entry">The entry in the member; null for the complete member.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigurationEntry(string Name, string? Entry, JsonElement Value)
{
    public int Bytes { get; } = JsonText.Raw(Value).Length;

    /// <summary>Returns all parts of a configuration, in order.</summary>
    public static IEnumerable<ConfigurationEntry> Of(JsonElement root) =>
        from member in JsonRead.Members(root)
        let entries = member.Value.ValueKind == JsonValueKind.Object ? JsonRead.Members(member.Value) : []
        from entry in entries.Count == 0 ? [new ConfigurationEntry(member.Key, null, member.Value)] : entries.Select(entry => new ConfigurationEntry(member.Key, entry.Key, entry.Value))
        select entry;

    public bool Contains(string text) => Value.GetRawText().Contains(text, StringComparison.Ordinal);

    public bool Equals(ConfigurationEntry? other) => other is not null && Name == other.Name && Entry == other.Entry;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name + "/" + Entry);
}
