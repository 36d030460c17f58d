using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>What contents become in a prompt.</summary>
internal static class PromptContent
{
    /// <summary>The part of a message of the user; null for content without content.</summary>
    /// <exception cref="NotSupportedException">The agent can't take such content from the user.</exception>
    public static PartInput? Part(AIContent content) => content switch
    {
        { RawRepresentation: PartInput part } => part,
        TextContent text => text.Text.Length == 0 ? null : new TextPartInput { Text = text.Text },
        DataContent or UriContent => File(content),
        _ => throw Unsupported(content, ChatRole.User),
    };

    /// <summary>A file of any role.</summary>
    /// <exception cref="NotSupportedException">The server does not pass such a file on.</exception>
    public static FilePartInput File(AIContent content) => content switch
    {
        DataContent data => FilePartInput.FromBytes(data.Data.ToArray(), data.MediaType, data.Name),
        UriContent { Uri: { IsAbsoluteUri: true } uri } file when uri.IsFile => FilePartInput.FromServerFile(uri.LocalPath, file.MediaType),
        UriContent { Uri: { IsAbsoluteUri: true, Scheme: "data" } uri } file => File(new DataContent(uri.OriginalString, file.MediaType)),
        UriContent { Uri: { IsAbsoluteUri: true, Scheme: "http" or "https" } uri } file when IsForProviders(file) => new() { Mime = file.MediaType, Url = uri.AbsoluteUri },
        UriContent file => throw new NotSupportedException(
            $"UriContent with {file.Uri} ({file.MediaType}) is not supported: the server drops files of other addresses than http, https, file and data, and passes on " +
            "only images, audio, video and PDF by http and https. Load it and pass a DataContent."),
        _ => throw Unsupported(content, ChatRole.User),
    };

    public static NotSupportedException Unsupported(AIContent content, ChatRole role) =>
        new($"{content.GetType().Name} in a message of the role \"{role}\" is not supported by the opencode chat client.");

    /// <summary>The model's provider loads the address itself, and the server gives it only what it does not take for text.</summary>
    private static bool IsForProviders(UriContent file) =>
        file.HasTopLevelMediaType("image") || file.HasTopLevelMediaType("audio") || file.HasTopLevelMediaType("video") || file.MediaType is "application/pdf";
}
