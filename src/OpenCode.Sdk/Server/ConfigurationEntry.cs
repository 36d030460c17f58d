using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents a part of a configuration that is valid on its own: an entry of a map, such as one agent, or any other member.
/// Permissions are parts of their own.
/// </summary>
/// <param name="Name">The member of the root.</param>
/// <param name="Entry">The entry in the member; null for the complete member.</param>
/// <param name="IsRules">Whether the part consists of the permissions of the configuration or of an agent.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigurationEntry(string Name, string? Entry, bool IsRules, JsonElement Value)
{
    public int Bytes { get; } = JsonText.Raw(Value).Length;

    /// <summary>Returns all parts of a configuration, in order.</summary>
    public static IEnumerable<ConfigurationEntry> Of(JsonElement root) => JsonRead.Members(root).SelectMany(OfMember);

    public bool Contains(string text) => Value.GetRawText().Contains(text, StringComparison.Ordinal);

    public bool Equals(ConfigurationEntry? other) => other is not null && Name == other.Name && Entry == other.Entry && IsRules == other.IsRules;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name + "/" + Entry + "/" + IsRules);

    private static IEnumerable<ConfigurationEntry> OfMember(KeyValuePair<string, JsonElement> member)
    {
        var place = ConfigurationPlace.Root.Member(member.Key);
        var entries = place.IsRules() || member.Value.ValueKind != JsonValueKind.Object ? [] : JsonRead.Members(member.Value);
        return entries.Count == 0
            ? [new(member.Key, null, place.IsRules(), member.Value)]
            : entries.SelectMany(entry => OfEntry(member.Key, entry, place.Member(entry.Key)));
    }

    private static IEnumerable<ConfigurationEntry> OfEntry(string name, KeyValuePair<string, JsonElement> entry, ConfigurationPlace place)
    {
        var members = JsonRead.Members(entry.Value).ToLookup(member => place.Member(member.Key).IsRules());
        return members.Contains(true)
            ? members.Select(part => new ConfigurationEntry(name, entry.Key, part.Key, JsonLayers.Object(part)))
            : [new(name, entry.Key, IsRules: false, entry.Value)];
    }
}
