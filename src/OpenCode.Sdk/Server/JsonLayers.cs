using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Merges JSON configurations, in the same way as the server merges its files.</summary>
internal static class JsonLayers
{
    private const string Permission = "permission";

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>Lists that the server concatenates instead of replacing them.</summary>
    private static readonly string[] s_joined = ["instructions", "plugin"];

    /// <summary>
    /// Merges all layers into one object. Objects are merged; any other value replaces the values of lower layers.
    /// </summary>
    /// <param name="layers">The layers, the lowest first.</param>
    public static JsonElement Merge(IReadOnlyList<JsonElement> layers) => Parse(Write(writer => WriteObject(writer, layers, isRoot: true)));

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

    private static void WriteGroup(Utf8JsonWriter writer, IReadOnlyList<ConfigurationEntry> entries)
    {
        if (entries is [{ Entry: null } whole])
        {
            JsonText.Write(writer, whole.Value);
            return;
        }

        writer.WriteStartObject();
        foreach (var entry in entries)
        {
            JsonText.WriteName(writer, entry.Entry!);
            JsonText.Write(writer, entry.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyList<JsonElement> layers, bool isRoot)
    {
        var members = layers.SelectMany(JsonRead.Members).ToLookup(member => member.Key, member => member.Value, StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var member in members)
        {
            JsonText.WriteName(writer, member.Key);
            WriteMember(writer, isRoot ? member.Key : "", [.. member]);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, IReadOnlyList<JsonElement> values)
    {
        if (name == Permission)
        {
            values = [.. values.Select(Expand)];
        }

        var upper = values[^1];
        if (upper.ValueKind == JsonValueKind.Object)
        {
            // A value that is not an object is replaced, together with all lower layers.
            WriteObject(writer, [.. values.Reverse().TakeWhile(value => value.ValueKind == JsonValueKind.Object).Reverse()], isRoot: false);
        }
        else if (s_joined.Contains(name) && values.All(value => value.ValueKind == JsonValueKind.Array))
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

    /// <summary>Expands a single action to an object: one action for everything means that action for all patterns.</summary>
    private static JsonElement Expand(JsonElement permission) =>
        permission.ValueKind == JsonValueKind.String ? Parse($$"""{"*":{{permission.GetRawText()}}}""") : permission;

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
