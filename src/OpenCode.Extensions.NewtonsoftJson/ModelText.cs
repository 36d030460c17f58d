using System.Text;
using System.Text.Json;
using Newtonsoft.Json;

namespace OpenCode;

/// <summary>Converts JSON between Newtonsoft.Json and the models, which read and write UTF-8.</summary>
internal static class ModelText
{
    /// <summary>Reads a model, or free-form JSON.</summary>
    /// <exception cref="System.Text.Json.JsonException">The JSON does not match the type.</exception>
    /// <exception cref="NotSupportedException">The type is an interface.</exception>
    public static object? Parse(ReadOnlySpan<byte> utf8Json, Type type)
    {
        if (type != typeof(JsonElement))
        {
            return System.Text.Json.JsonSerializer.Deserialize(utf8Json, OpenCodeJson.Options.GetTypeInfo(type));
        }

        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = Utf8TokenReader.DefaultMaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Returns the current value of a reader as UTF-8. The reader moves to the end of the value.</summary>
    public static ReadOnlySpan<byte> Copy(JsonReader reader)
    {
        if (reader is Utf8TokenReader exact)
        {
            return exact.ReadValue();
        }

        var handling = reader.DateParseHandling;
        reader.DateParseHandling = DateParseHandling.None;
        try
        {
            using var text = new StringWriter();
            using (var writer = new TokenWriter(text))
            {
                writer.WriteToken(reader, writeChildren: true);
            }

            return Encoding.UTF8.GetBytes(text.ToString());
        }
        finally
        {
            reader.DateParseHandling = handling;
        }
    }

    public static void Write(JsonWriter writer, byte[] utf8Json)
    {
        if (WritesAsUsual(writer))
        {
            writer.WriteRawValue(Encoding.UTF8.GetString(utf8Json));
        }
        else
        {
            WriteTokens(writer, utf8Json);
        }
    }

    /// <summary>Writes JSON token by token, for writers that format text or do not write text at all.</summary>
    public static void WriteTokens(JsonWriter writer, byte[] utf8Json)
    {
        using var reader = new Utf8TokenReader(utf8Json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonToken.PropertyName:
                    HalfCharacter.Keep(writer, (string)reader.Value!, static (writer, name) => writer.WritePropertyName(name));
                    break;
                case JsonToken.String:
                    HalfCharacter.Keep(writer, (string)reader.Value!, static (writer, text) => writer.WriteValue(text));
                    break;
                case JsonToken.Integer or JsonToken.Float when writer is JsonTextWriter:
                    writer.WriteRawValue(Encoding.UTF8.GetString(reader.Token));
                    break;
                default:
                    writer.WriteToken(reader, writeChildren: false);
                    break;
            }
        }
    }

    /// <summary>Whether the writer would write the same text as the model.</summary>
    private static bool WritesAsUsual(JsonWriter writer) =>
        writer is JsonTextWriter { Formatting: Formatting.None, StringEscapeHandling: StringEscapeHandling.Default, QuoteChar: '"', QuoteName: true } text
            && text.GetType() == typeof(JsonTextWriter);
}
