using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace OpenCode.Tools.Calls;

/// <summary>Converts the return value of a function to the result that the server passes to the model.</summary>
internal static class ToolResult
{
    /// <summary>
    /// The types that are returned as images, which the server attaches to the result. The server ignores audio, and rejects
    /// other types itself.
    /// </summary>
    private const string ImagePrefix = "image/";

    public static CallToolResult Error(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = message }] };

    /// <exception cref="NotSupportedException">The value can't be serialized to JSON.</exception>
    public static CallToolResult From(object? value, JsonSerializerOptions options) => value switch
    {
        null => new() { Content = [] },
        CallToolResult result => result,
        string text => Text(text),
        JsonElement json => FromJson(json),
        AIContent content => FromContents([content]),
        IEnumerable<AIContent> contents => FromContents(contents),
        ContentBlock block => new() { Content = [block] },
        IEnumerable<ContentBlock> blocks => new() { Content = [.. blocks] },
        _ => FromJson(JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType()))),
    };

    /// <summary>Returns the size of the text and the data of a result, in bytes.</summary>
    public static long SizeOf(CallToolResult result) => result.Content.Sum(block => block switch
    {
        TextContentBlock text => Encoding.UTF8.GetByteCount(text.Text),
        ImageContentBlock image => image.DecodedData.Length,
        AudioContentBlock audio => audio.DecodedData.Length,
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => Encoding.UTF8.GetByteCount(resource.Text),
        EmbeddedResourceBlock { Resource: BlobResourceContents resource } => (long)resource.DecodedData.Length,
        _ => 0,
    });

    private static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    private static CallToolResult FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => new() { Content = [] },
        JsonValueKind.String => Text(json.GetString()!),

        // Some servers prefer the text, others the structured content.
        JsonValueKind.Object => new() { Content = [new TextContentBlock { Text = json.GetRawText() }], StructuredContent = json },
        _ => Text(json.GetRawText()),
    };

    private static CallToolResult FromContents(IEnumerable<AIContent> contents)
    {
        var result = new CallToolResult { Content = [] };
        foreach (var content in contents)
        {
            result.Content.Add(ToBlock(content));
            if (content is ErrorContent)
            {
                result.IsError = true;
            }
        }

        return result;
    }

    private static ContentBlock ToBlock(AIContent content) => content switch
    {
        TextContent text => new TextContentBlock { Text = text.Text },
        TextReasoningContent reasoning => new TextContentBlock { Text = reasoning.Text },
        ErrorContent error => new TextContentBlock { Text = error.Message },
        UriContent uri => new TextContentBlock { Text = uri.Uri.ToString() },
        DataContent data when data.MediaType.StartsWith(ImagePrefix, StringComparison.OrdinalIgnoreCase) => ImageContentBlock.FromBytes(data.Data, data.MediaType),
        DataContent data when data.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) => new TextContentBlock { Text = Encoding.UTF8.GetString(data.Data.Span) },
        DataContent data => new EmbeddedResourceBlock { Resource = BlobResourceContents.FromBytes(data.Data, $"file:///{Uri.EscapeDataString(data.Name ?? "result")}", data.MediaType) },
        _ => throw new NotSupportedException($"A function can't return {content.GetType().Name}. Return text, data, or a URI."),
    };
}
