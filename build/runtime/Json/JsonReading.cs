using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Models;

/// <summary>Collects the mismatches between one JSON text and the server's OpenAPI document.</summary>
/// <remarks>
/// Pass an instance to <see cref="OpenCodeJson.Read{T}(ReadOnlySpan{byte}, ModelReader{T}, JsonReading?)"/>. Use a new instance for
/// each text. Not thread-safe.
/// </remarks>
/// <example><code>
/// var reading = new JsonReading();
/// var session = OpenCodeJson.Read(bytes, Session.ReadFrom, reading);
/// foreach (var mismatch in reading.Mismatches)
/// {
///     Console.WriteLine($"{mismatch.Path}: {mismatch.Message}");
/// }
/// </code></example>
public sealed class JsonReading
{
    private readonly bool _isSilent;

    private List<JsonMismatch>? _mismatches;

    private SharedStrings? _strings;

    /// <summary>Creates an instance that has collected nothing yet.</summary>
    public JsonReading()
    {
    }

    /// <summary>Creates an instance for any number of texts whose mismatches are not collected.</summary>
    internal JsonReading(SharedStrings strings)
    {
        _isSilent = true;
        _strings = strings;
    }

    /// <summary>
    /// Whether the first mismatch throws a <see cref="JsonException"/> instead of being collected. The default is false. Use it in tests.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>The mismatches so far, in the order of the text.</summary>
    public IReadOnlyList<JsonMismatch> Mismatches => (IReadOnlyList<JsonMismatch>?)_mismatches ?? [];

    /// <summary>Whether there are mismatches.</summary>
    internal bool HasMismatches => _mismatches is not null;

    /// <summary>Whether missing required members get a valid value as if the server had sent it.</summary>
    internal bool IsCompleting { get; init; }

    /// <summary>Whether missing required members get a valid value as if the server had sent it.</summary>
    internal static bool Completes([NotNullWhen(true)] JsonReading? reading) => reading is { IsCompleting: true };

    /// <summary>The strings that the members of the text share.</summary>
    internal SharedStrings Strings => _strings ??= new SharedStrings(this);

    /// <summary>Whether mismatches are collected.</summary>
    internal static bool Collects([NotNullWhen(true)] JsonReading? reading) => reading is { _isSilent: false };

    /// <summary>
    /// Returns the reading for a stand-in, which completes members if the outer reading does, and never reports mismatches again.
    /// </summary>
    internal static JsonReading? Inside(JsonReading? reading) => Completes(reading) ? reading : null;

    internal void Add(ref Utf8JsonReader reader, string? member, string message)
    {
        if (IsStrict)
        {
            throw new JsonException(message);
        }

        (_mismatches ??= []).Add(new JsonMismatch(member, message) { Position = reader.TokenStartIndex });
    }

    /// <summary>Determines where in the text the mismatches are. Readers do not track their path.</summary>
    internal void Locate(Utf8JsonReader start)
    {
        for (var i = 0; i < Mismatches.Count; i++)
        {
            _mismatches![i] = _mismatches[i].Locate(start);
        }
    }
}
