namespace OpenCode.Models;

/// <summary>Reads the JSON value that <paramref name="reader"/> stands on, and leaves it on the value's last token.</summary>
/// <exception cref="JsonException">The JSON is not of that type.</exception>
public delegate T ModelReader<out T>(ref Utf8JsonReader reader);
