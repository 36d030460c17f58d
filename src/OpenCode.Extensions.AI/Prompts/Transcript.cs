using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>
/// Writes the history of a conversation into a prompt. The server accepts only user messages. Therefore, other messages become
/// synthetic text parts, one for each message, with files in their positions.
/// </summary>
internal static class Transcript
{
    private const string Beginning = "This is a conversation that has taken place before, with its oldest message first.";

    /// <summary>Returns the parts that contain the messages.</summary>
    /// <param name="messages">The messages of users, assistants, and tools.</param>
    /// <param name="ending">The instruction for the model after the last message.</param>
    /// <exception cref="NotSupportedException">The content of a message isn't supported in a history.</exception>
    public static IEnumerable<PartInput> Write(IEnumerable<ChatMessage> messages, string ending)
    {
        yield return Added(Beginning);
        foreach (var message in messages)
        {
            var text = new StringBuilder();
            foreach (var content in message.Contents)
            {
                if (content is DataContent or UriContent)
                {
                    Append(text, "(A file follows.)");
                    yield return Added(Titled(message, text.ToString()));
                    yield return PromptContent.File(content);
                    text.Clear();
                }
                else if (content is FunctionResultContent { Result: not string } result && Contents(result.Result) is { } results)
                {
                    foreach (var file in results.Where(c => c is DataContent or UriContent))
                    {
                        yield return Added(Titled(message, $"(A file follows, a result of the call {result.CallId}.)"));
                        yield return PromptContent.File(file);
                    }

                    Append(text, Result(result.CallId, string.Concat(results.OfType<TextContent>().Select(t => t.Text))));
                }
                else
                {
                    Append(text, Text(content, message.Role));
                }
            }

            if (text.Length > 0)
            {
                yield return Added(Titled(message, text.ToString()));
            }
        }

        yield return Added(ending);
    }

    public static TextPartInput Added(string text) => new() { Text = text, Synthetic = true };

    private static string Titled(ChatMessage message, string text) =>
        message.AuthorName is { Length: > 0 } author ? $"[{message.Role}: {author}]\n{text}" : $"[{message.Role}]\n{text}";

    private static void Append(StringBuilder text, string more) => text.Append(text.Length > 0 && more.Length > 0 ? "\n" : "").Append(more);

    private static string Text(AIContent content, ChatRole role) => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => reasoning.Text is { Length: > 0 } text ? $"(Reasoning: {text})" : "",
        FunctionCallContent call => $"(Calls the tool {call.Name}, call {call.CallId}: {Json(call.Arguments ?? new Dictionary<string, object?>())})",
        FunctionResultContent result => Result(result.CallId, result.Result switch
        {
            string text => text,
            null => result.Exception?.Message ?? "",
            var value => Json(value),
        }),
        ErrorContent error => $"(Error: {error.Message})",

        // The usage of an earlier response isn't part of the conversation.
        UsageContent => "",
        _ => throw PromptContent.Unsupported(content, role),
    };

    private static string Result(string callId, string text) => $"(Result of the call {callId}: {text})";

    /// <summary>
    /// Returns the contents that a tool has returned, if they are only text and files; otherwise, null. In a serialized response,
    /// for example from a cache, they are JSON.
    /// </summary>
    private static List<AIContent>? Contents(object? result)
    {
        var contents = result switch
        {
            AIContent content => [content],
            IEnumerable<AIContent> many => many.ToList(),
            JsonElement { ValueKind: JsonValueKind.Array } json when json.EnumerateArray().All(IsContent) => [.. ((IEnumerable<AIContent>?)json.Deserialize(AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IEnumerable<AIContent>)))) ?? []],
            _ => null,
        };
        return contents is not null && contents.TrueForAll(c => c is TextContent or DataContent or UriContent) ? contents : null;
    }

    private static bool IsContent(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty("$type", out _);

    private static string Json(object value)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var type = value is IDictionary<string, object?> ? typeof(IDictionary<string, object?>) : typeof(object);
            JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(type));
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
