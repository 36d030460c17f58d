namespace OpenCode.Models;

/// <summary>Writes <paramref name="value"/> as one JSON value.</summary>
public delegate void ModelWriter<in T>(Utf8JsonWriter writer, T value);
