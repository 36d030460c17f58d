using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Lays JSON configurations over each other, as the server does with its own files.</summary>
internal static class JsonLayers
{
    private const string Permission = "permission";

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>Lists that the server puts together instead of replacing them.</summary>
    private static readonly string[] s_joined = ["instructions", "plugin"];

    /// <summary>One object for all: objects are merged, any other value replaces those below.</summary>
    /// <param name="layers">The lowest first.</param>
    public static JsonElement Merge(IReadOnlyList<JsonElement> layers) => Parse(Write(writer => WriteObject(writer, layers, isRoot: true)));

    /// <summary>The same value without comments and trailing commas.</summary>
    public static JsonElement Plain(JsonElement value) => Parse(Write(value));

    /// <summary>The JSON of a value without white space and comments.</summary>
    public static string Write(JsonElement value) => Write(writer => JsonText.Write(writer, value));

    /// <summary>The JSON of an object, with only some of its members and of the members of those.</summary>
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
            // What is not an object is replaced, with all that is below it.
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

    /// <summary>One action for everything is the same as that action for all patterns.</summary>
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
