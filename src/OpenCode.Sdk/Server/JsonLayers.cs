using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Merges JSON configurations, in the same way as the server merges its files, except that permissions of upper layers always
/// override those of lower layers.
/// </summary>
internal static class JsonLayers
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>
    /// Merges all layers into one object. Objects are merged; any other value replaces the values of lower layers.
    /// </summary>
    /// <param name="layers">The layers, the lowest first.</param>
    public static JsonElement Merge(IReadOnlyList<JsonElement> layers) => Parse(Write(writer => WriteObject(writer, layers, ConfigurationPlace.Root)));

    /// <summary>Returns the value without comments and trailing commas.</summary>
    public static JsonElement Plain(JsonElement value) => Parse(Write(value));

    /// <summary>Returns the JSON of a value without white space and comments.</summary>
    public static string Write(JsonElement value) => Write(writer => JsonText.Write(writer, value));

    /// <summary>Returns the JSON of an object with only the included entries.</summary>
    public static string Write(JsonElement root, Func<ConfigurationEntry, bool> isIncluded) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var group in ConfigurationEntry.Of(root).Where(isIncluded).GroupBy(entry => entry.Name))
        {
            JsonText.WriteName(writer, group.Key);
            WriteGroup(writer, [.. group]);
        }

        writer.WriteEndObject();
    });

    /// <summary>Returns an object with the members, in their order.</summary>
    public static JsonElement Object(IEnumerable<KeyValuePair<string, JsonElement>> members) => Parse(Write(writer => WriteMembers(writer, members)));

    private static void WriteGroup(Utf8JsonWriter writer, IReadOnlyList<ConfigurationEntry> entries)
    {
        if (entries is [{ Entry: null } whole])
        {
            JsonText.Write(writer, whole.Value);
            return;
        }

        // An agent can be divided into two entries.
        WriteMembers(writer, entries.GroupBy(entry => entry.Entry!).Select(parts => new KeyValuePair<string, JsonElement>(
            parts.Key,
            parts.Count() == 1 ? parts.First().Value : Object(parts.SelectMany(part => JsonRead.Members(part.Value))))));
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        writer.WriteStartObject();
        foreach (var member in members)
        {
            JsonText.WriteName(writer, member.Key);
            JsonText.Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyList<JsonElement> layers, ConfigurationPlace place)
    {
        var members = layers.SelectMany(JsonRead.Members).ToLookup(member => member.Key, member => member.Value, StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var member in members)
        {
            JsonText.WriteName(writer, member.Key);
            WriteMember(writer, place.Member(member.Key), [.. member]);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, ConfigurationPlace place, IReadOnlyList<JsonElement> values)
    {
        var upper = values[^1];
        if (place == ConfigurationPlace.Permissions)
        {
            JsonText.Write(writer, PermissionLayers.Merge(values));
        }
        else if (upper.ValueKind == JsonValueKind.Object)
        {
            // A value that is not an object is replaced, together with all lower layers.
            WriteObject(writer, [.. values.Reverse().TakeWhile(value => value.ValueKind == JsonValueKind.Object).Reverse()], place);
        }
        else if (place == ConfigurationPlace.JoinedList && values.All(value => value.ValueKind == JsonValueKind.Array))
        {
            writer.WriteStartArray();
            foreach (var item in values.SelectMany(value => value.EnumerateArray()).GroupBy(item => item.GetRawText()).Select(same => same.First()))
            {
                JsonText.Write(writer, item);
            }

            writer.WriteEndArray();
        }
        else
        {
            JsonText.Write(writer, upper);
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.Clone();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_writing))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
