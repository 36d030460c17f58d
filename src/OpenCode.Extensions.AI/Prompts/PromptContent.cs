using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode.AI.Prompts;

/// <summary>Converts contents to parts of a prompt.</summary>
internal static class PromptContent
{
    /// <summary>Converts content of a user message to a part; returns null for empty text.</summary>
    /// <exception cref="NotSupportedException">The content isn't supported in a user message.</exception>
    public static PartInput? Part(AIContent content) => content switch
    {
        { RawRepresentation: PartInput part } => part,
        TextContent text => text.Text.Length == 0 ? null : new TextPartInput { Text = text.Text },
        DataContent or UriContent => File(content),
        _ => throw Unsupported(content, ChatRole.User),
    };

    /// <summary>Converts a file in a message of any role.</summary>
    /// <exception cref="NotSupportedException">The server doesn't pass such a file to the model.</exception>
    public static FilePartInput File(AIContent content) => content switch
    {
        DataContent data => FilePartInput.FromBytes(data.Data.ToArray(), data.MediaType, data.Name),
        UriContent { Uri: { IsAbsoluteUri: true } uri } file when uri.IsFile => FilePartInput.FromServerFile(uri.LocalPath, file.MediaType),
        UriContent { Uri: { IsAbsoluteUri: true, Scheme: "data" } uri } file => File(new DataContent(uri.OriginalString, file.MediaType)),
        UriContent { Uri: { IsAbsoluteUri: true, Scheme: "http" or "https" } uri } file when IsForProviders(file) => new() { Mime = file.MediaType, Url = uri.AbsoluteUri },
        UriContent file => throw new NotSupportedException(
            $"UriContent with {WithoutQuery(file.Uri)} ({file.MediaType}) is not supported: the server accepts only http, https, file, and data addresses, and from http and https " +
            "only images, audio, video, and PDF files. Load the file and pass it as DataContent."),
        _ => throw Unsupported(content, ChatRole.User),
    };

    /// <summary>Returns the address without its user information and query, which can contain secrets.</summary>
    private static string WithoutQuery(Uri address) =>
        address.IsAbsoluteUri ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "a relative address";

    public static NotSupportedException Unsupported(AIContent content, ChatRole role) =>
        new($"{content.GetType().Name} in a message with the role \"{role}\" is not supported by the opencode chat client.");

    /// <summary>
    /// Returns whether the server passes the address to the model's provider, which loads the file itself. The server doesn't
    /// pass types that it treats as text.
    /// </summary>
    private static bool IsForProviders(UriContent file) =>
        file.HasTopLevelMediaType("image") || file.HasTopLevelMediaType("audio") || file.HasTopLevelMediaType("video") || file.MediaType is "application/pdf";
}
