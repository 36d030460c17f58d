using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Finds the server's message in a response that reports an error, in any format.</summary>
internal static class ErrorMessage
{
    /// <summary>Returns the message of an error.</summary>
    public static string Of(MessageError error) => Find(Encoding.UTF8.GetString(OpenCodeJson.Write(error))) ?? error.Name;

    /// <summary>
    /// Returns the first line of the message. Exceptions of the server contain their stack trace, which remains in the error.
    /// </summary>
    public static string FirstLine(MessageError error) => FirstLine(Of(error));

    /// <summary>Returns the first line that is not blank.</summary>
    public static string FirstLine(string words) => Array.Find(words.Split('\r', '\n'), line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? words;

    /// <summary>
    /// Returns the message, or else the name of the error with its issues; null if the response contains neither.
    /// </summary>
    public static string? Find(string body)
    {
        try
        {
            // The encoding replaces lone surrogates. JsonDocument would reject a string that contains one.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var data = JsonRead.Member(root, "data") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
            return Text(root, "message") ?? Text(data, "message") ?? Text(root, "error") ?? Name(root, data);
        }
        catch (JsonException)
        {
            // The body is empty or not JSON, so there is no message.
            return null;
        }
    }

    /// <summary>Returns whether a body is an error: a name with data, or a tag.</summary>
    public static bool IsError(string body)
    {
        try
        {
            // The encoding replaces lone surrogates. JsonDocument would reject a string that contains one.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body));
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && (Text(root, "_tag") is not null || (Text(root, "name") is not null && JsonRead.Member(root, "data") is { ValueKind: JsonValueKind.Object }));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Removes the stack trace of an exception, which remains in the body.</summary>
    public static string WithoutStack(string words)
    {
        var stack = words.IndexOf("\n    at ", StringComparison.Ordinal);
        return stack < 0 ? words : words[..stack].TrimEnd();
    }

    private static string? Name(JsonElement root, JsonElement data)
    {
        var name = Text(root, "_tag") ?? Text(root, "name");
        var issues = Issues(data);
        return name is null || issues.Length == 0 ? name : $"{name}: {issues}";
    }

    /// <summary>Returns the issues of an invalid configuration: <c>[{ message, path: ["a", "b"] }]</c>.</summary>
    private static string Issues(JsonElement data)
    {
        if (JsonRead.Member(data, "issues") is not { ValueKind: JsonValueKind.Array } issues)
        {
            return "";
        }

        var lines =
            from issue in issues.EnumerateArray()
            where issue.ValueKind == JsonValueKind.Object
            let message = Text(issue, "message")
            where message is not null
            let path = JsonRead.Member(issue, "path") is { ValueKind: JsonValueKind.Array } steps ? string.Join(".", steps.EnumerateArray().Select(step => step.ValueKind == JsonValueKind.String ? JsonText.Read(step) : step.ToString())) : ""
            select path.Length == 0 ? message : $"{message} (at {path})";
        return string.Join("; ", lines);
    }

    private static string? Text(JsonElement element, string name) =>
        JsonRead.Text(element, name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
