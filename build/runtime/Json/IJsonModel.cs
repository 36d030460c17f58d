namespace OpenCode.Models;

/// <summary>A value that writes itself as JSON: every model of the server's API.</summary>
public interface IJsonModel
{
    /// <summary>Writes this value as one JSON value.</summary>
    void WriteTo(Utf8JsonWriter writer);
}
