namespace OpenCode.Models;

/// <summary>Reads the JSON value that <paramref name="reader"/> is on, and leaves the reader on the last token of the value.</summary>
/// <param name="reader">The reader, on the first token of the value.</param>
/// <param name="reading">Collects what does not match the document; null if nobody asks.</param>
/// <exception cref="JsonException">The JSON is not of the type.</exception>
public delegate T ModelReader<out T>(ref Utf8JsonReader reader, JsonReading? reading);
