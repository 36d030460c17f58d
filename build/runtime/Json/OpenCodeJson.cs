using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Reads and writes the server's JSON without reflection. Thread-safe.</summary>
public static class OpenCodeJson
{
    /// <summary>Tools can return deeply nested JSON. Greater depths could exhaust the stack.</summary>
    private const int MaxDepth = 256;

    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = MaxDepth };

    /// <summary>
    /// Options with which <see cref="JsonSerializer"/> reads and writes models, and lists and dictionaries of models, without reflection.
    /// They support no other types. For your own types, combine their <see cref="JsonSerializerOptions.TypeInfoResolver"/> with
    /// your own.
    /// </summary>
    /// <remarks>
    /// Models are also serialized as the server's JSON with any other options, because each type has its
    /// <see cref="JsonConverterAttribute"/>. The maximum depth is 256.
    /// </remarks>
    /// <example><code>
    /// var sessions = JsonSerializer.Deserialize&lt;IReadOnlyList&lt;Session&gt;&gt;(json, OpenCodeJson.Options);
    /// </code></example>
    public static JsonSerializerOptions Options => Serializer.Options;

    /// <summary>
    /// The same options as <see cref="Options"/>, except that JSON that does not match the server's OpenAPI document throws a
    /// <see cref="JsonException"/>. Use them in tests.
    /// </summary>
    public static JsonSerializerOptions StrictOptions => Serializer.StrictOptions;

    /// <summary>Resolves the models, and lists and dictionaries of models.</summary>
    public static IJsonTypeInfoResolver TypeInfoResolver => Options.TypeInfoResolver!;

    private static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one JSON value from UTF-8.</summary>
    /// <param name="utf8Json">The value. Only white space can follow it.</param>
    /// <param name="read">A model's reader, for example <c>Session.ReadFrom</c>.</param>
    /// <param name="reading">
    /// Collects mismatches with the server's OpenAPI document, or throws at the first; null to ignore them.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> is null.</exception>
    /// <exception cref="JsonException">
    /// The JSON is malformed, deeper than 256, or does not match the type. <see cref="JsonException.Path"/> contains the
    /// location.
    /// </exception>
    /// <example><code>
    /// var session = OpenCodeJson.Read(bytes, Session.ReadFrom);
    /// </code></example>
    public static T Read<T>(ReadOnlySpan<byte> utf8Json, ModelReader<T> read, JsonReading? reading = null)
    {
        Require.NotNull(read, nameof(read));
        var reader = new Utf8JsonReader(utf8Json, s_readerOptions);
        try
        {
            reader.Read();
            var value = read(ref reader, reading);
            if (value is IRecognizable { IsRecognized: false })
            {
                ReadStrictly(utf8Json, read, ref reader);
            }

            if (reader.Read())
            {
                throw new JsonException("The JSON value is followed by more data.");
            }

            if (reading is { HasMismatches: true })
            {
                Locate(utf8Json, reading);
            }

            return value;
        }
        catch (Exception e) when (JsonLocation.CanDescribe(e))
        {
            throw Describe(e, utf8Json, reader.TokenStartIndex);
        }
    }

    /// <summary>Reads one of several JSON values that repeat the same identifiers, such as the events of a stream.</summary>
    /// <param name="utf8Json">The value. Only white space can follow it.</param>
    /// <param name="read">A model's reader, for example <c>Event.ReadFrom</c>.</param>
    /// <param name="strings">The identifiers so far. Pass the same instance for each value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> or <paramref name="strings"/> is null.</exception>
    /// <exception cref="JsonException">
    /// The JSON is malformed, deeper than 256, or does not match the type. <see cref="JsonException.Path"/> contains the
    /// location.
    /// </exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8Json, ModelReader<T> read, SharedStrings strings)
    {
        Require.NotNull(strings, nameof(strings));
        return Read(utf8Json, read, strings.Reading);
    }

    /// <summary>Writes a value as UTF-8.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    public static byte[] Write<T>(T value, ModelWriter<T> write)
    {
        Require.NotNull(write, nameof(write));
        using var bytes = new PooledBytes();
        using (var writer = new Utf8JsonWriter(bytes, WriterOptions))
        {
            write(writer, value);
        }

        return bytes.Written.ToArray();
    }

    /// <summary>Writes a model as UTF-8.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static byte[] Write(IJsonModel model)
    {
        Require.NotNull(model, nameof(model));
        return Write(model, static (writer, value) => value.WriteTo(writer));
    }

    private static Utf8JsonReader Start(ReadOnlySpan<byte> utf8Json) => new(utf8Json, s_readerOptions);

    /// <summary>Reads a value that is not recognizable again, to determine the reason.</summary>
    // A further reader in the method that reads a value would cost time for each value.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadStrictly<T>(ReadOnlySpan<byte> utf8Json, ModelReader<T> read, ref Utf8JsonReader reader)
    {
        reader = Start(utf8Json);
        reader.Read();
        read(ref reader, new JsonReading { IsStrict = true });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Locate(ReadOnlySpan<byte> utf8Json, JsonReading reading) => reading.Locate(Start(utf8Json));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JsonException Describe(Exception failure, ReadOnlySpan<byte> utf8Json, long position) => JsonLocation.Describe(failure, Start(utf8Json), position);

    /// <summary>Creates the options when they are first used, because the SDK itself doesn't need them.</summary>
    private static class Serializer
    {
        public static JsonSerializerOptions Options { get; } = CreateOptions();

        public static JsonSerializerOptions StrictOptions { get; } = CreateOptions();

        private static JsonSerializerOptions CreateOptions()
        {
            var options = new JsonSerializerOptions
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                MaxDepth = MaxDepth,
                TypeInfoResolver = new OpenCodeTypeInfoResolver(),
            };
            options.MakeReadOnly();
            return options;
        }
    }
}
