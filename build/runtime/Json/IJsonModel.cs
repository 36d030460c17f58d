namespace OpenCode.Models;

/// <summary>A value that writes itself as JSON. All models of the server's API implement this interface.</summary>
public interface IJsonModel
{
    /// <summary>Writes this value as one JSON value.</summary>
    void WriteTo(Utf8JsonWriter writer);
}
