using System.Text.Json;

namespace OpenCode;

/// <summary>Finds the server's own words in the answer that reports an error, whichever of its shapes that has.</summary>
internal static class ErrorWords
{
    /// <summary>The message, else the error's name; null if the answer holds neither.</summary>
    public static string? Find(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null
                : Text(root, "message")
                ?? (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? Text(data, "message") : null)
                ?? Text(root, "error")
                ?? Text(root, "_tag")
                ?? Text(root, "name");
        }
        catch (JsonException)
        {
            // Empty, or not JSON: there are no words to find.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
