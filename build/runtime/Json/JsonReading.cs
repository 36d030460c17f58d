using System.Diagnostics.CodeAnalysis;

namespace OpenCode.Models;

/// <summary>Collects what did not match the server's OpenAPI document while one JSON text was read.</summary>
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

    /// <summary>For any number of texts, the mismatches of which nobody asks for.</summary>
    internal JsonReading(SharedStrings strings)
    {
        _isSilent = true;
        _strings = strings;
    }

    /// <summary>
    /// Whether the first mismatch throws a <see cref="JsonException"/> instead of being collected. The default is false. Use it in tests.
    /// </summary>
    public bool IsStrict { get; init; }

    /// <summary>What did not match so far, in the order of the text.</summary>
    public IReadOnlyList<JsonMismatch> Mismatches => (IReadOnlyList<JsonMismatch>?)_mismatches ?? [];

    /// <summary>Whether required members that are missing get a valid value as if they had been sent.</summary>
    internal bool IsCompleting { get; init; }

    /// <summary>Whether required members that are missing get a valid value as if they had been sent.</summary>
    internal static bool Completes([NotNullWhen(true)] JsonReading? reading) => reading is { IsCompleting: true };

    /// <summary>The strings that the members of the text share.</summary>
    internal SharedStrings Strings => _strings ??= new SharedStrings(this);

    /// <summary>Whether somebody wants to know what does not match.</summary>
    internal static bool Collects([NotNullWhen(true)] JsonReading? reading) => reading is { _isSilent: false };

    /// <summary>How a stand-in is read: completed as what it is part of, and otherwise without being reported once more.</summary>
    internal static JsonReading? Inside(JsonReading? reading) => Completes(reading) ? reading : null;

    internal void Add(ref Utf8JsonReader reader, string? member, string message)
    {
        if (IsStrict)
        {
            throw new JsonException(message);
        }

        (_mismatches ??= []).Add(new JsonMismatch(member, message) { Position = reader.TokenStartIndex });
    }

    /// <summary>Works out where in the text the mismatches are. Readers do not keep track of it.</summary>
    internal void Locate(Utf8JsonReader start)
    {
        for (var i = 0; i < Mismatches.Count; i++)
        {
            _mismatches![i] = _mismatches[i].Locate(start);
        }
    }
}
