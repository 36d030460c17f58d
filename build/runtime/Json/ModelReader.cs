namespace OpenCode.Models;

/// <summary>
/// Reads the JSON value at the current position of <paramref name="reader"/>, and leaves the reader at the last token of the
/// value.
/// </summary>
/// <param name="reader">The reader, positioned at the first token of the value.</param>
/// <param name="reading">Collects values that do not match the OpenAPI document; null to ignore them.</param>
/// <exception cref="JsonException">The JSON does not match the type.</exception>
public delegate T ModelReader<out T>(ref Utf8JsonReader reader, JsonReading? reading);
