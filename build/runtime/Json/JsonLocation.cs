using System.Text;

namespace OpenCode.Models;

/// <summary>Determines where in the JSON a reader failed.</summary>
/// <remarks>Readers do not track the path while they read. If a failure occurs, the JSON is read again up to it.</remarks>
internal static class JsonLocation
{
    /// <summary>Whether a failure of a reader has no location yet.</summary>
    public static bool CanDescribe(Exception failure) =>
        failure is JsonException { Path: null } or InvalidOperationException or FormatException;

    /// <summary>Returns the failure with its location: the token at <paramref name="position"/>.</summary>
    public static JsonException Describe(Exception failure, Utf8JsonReader start, long position)
    {
        var path = Find(start, position);
        var place = failure as JsonException;
        return new JsonException($"{DisplayText.Of(failure.Message.TrimEnd('.'))} (at {DisplayText.Of(path)}).", path, place?.LineNumber, place?.BytePositionInLine, failure);
    }

    /// <summary>Returns the path of the token at <paramref name="position"/>, or of the last token that can be read.</summary>
    public static string Find(Utf8JsonReader reader, long position)
    {
        var containers = new Stack<Container>();
        var current = "$";
        try
        {
            do
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.None:
                        continue;
                    case JsonTokenType.PropertyName:
                        current = $"{containers.Peek().Path}.{Escape(JsonText.Read(ref reader))}";
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        current = containers.Pop().Path;
                        break;
                    default:
                        if (containers.TryPeek(out var parent) && parent.IsArray)
                        {
                            current = $"{parent.Path}[{parent.Count++}]";
                        }

                        break;
                }

                if (reader.BytesConsumed > position)
                {
                    return current;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    containers.Push(new Container(current, reader.TokenType == JsonTokenType.StartArray));
                }
            }
            while (reader.Read());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The JSON is malformed from here on, so the path so far is the result.
            return current;
        }

        return current;
    }

    private static string Escape(string name)
    {
        var plain = name.Length > 0;
        foreach (var c in name)
        {
            plain &= char.IsLetterOrDigit(c) || c is '_' or '$';
        }

        return plain ? name : new StringBuilder("['").Append(name).Append("']").ToString();
    }

    private sealed class Container(string path, bool isArray)
    {
        public string Path { get; } = path;

        public bool IsArray { get; } = isArray;

        public int Count { get; set; }
    }
}
