using System.Text.Encodings.Web;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Reads and writes the server's JSON without reflection. Thread-safe.</summary>
public static class OpenCodeJson
{
    /// <summary>Tools may give deep JSON; deeper than this could only be meant to use up the stack.</summary>
    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = 256 };

    /// <summary>
    /// Options with which <see cref="JsonSerializer"/> reads and writes the models. They know the models only; combine their
    /// <see cref="JsonSerializerOptions.TypeInfoResolver"/> with your own for your own types.
    /// </summary>
    /// <example><code>
    /// var session = JsonSerializer.Deserialize&lt;Session&gt;(json, OpenCodeJson.Options);
    /// </code></example>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Knows the models.</summary>
    public static IJsonTypeInfoResolver TypeInfoResolver => Options.TypeInfoResolver!;

    private static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one JSON value from UTF-8.</summary>
    /// <param name="utf8Json">The value; nothing but white space may follow it.</param>
    /// <param name="read">A model's reader, for instance <c>Session.ReadFrom</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> is null.</exception>
    /// <exception cref="JsonException">The JSON is broken or not of the type; <see cref="JsonException.Path"/> says where.</exception>
    /// <example><code>
    /// var session = OpenCodeJson.Read(bytes, Session.ReadFrom);
    /// </code></example>
    public static T Read<T>(ReadOnlySpan<byte> utf8Json, ModelReader<T> read)
    {
        Requests.Require.NotNull(read, nameof(read));
        var reader = new Utf8JsonReader(utf8Json, s_readerOptions);
        Utf8Text.Validate(utf8Json);
        try
        {
            reader.Read();
            var value = read(ref reader);
            return reader.Read() ? throw new JsonException("More follows the value.") : value;
        }
        catch (Exception e) when (JsonLocation.CanDescribe(e))
        {
            throw JsonLocation.Describe(e, new Utf8JsonReader(utf8Json, s_readerOptions), reader.TokenStartIndex);
        }
    }

    /// <summary>Writes a value as UTF-8.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    public static byte[] Write<T>(T value, ModelWriter<T> write)
    {
        Requests.Require.NotNull(write, nameof(write));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            write(writer, value);
        }

        return stream.ToArray();
    }

    /// <summary>Writes a model as UTF-8.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static byte[] Write(IJsonModel model)
    {
        Requests.Require.NotNull(model, nameof(model));
        return Write(model, static (writer, value) => value.WriteTo(writer));
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new OpenCodeTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
