namespace OpenCode.Models;

/// <summary>Determines the media types of files.</summary>
internal static class MediaTypes
{
    /// <summary>
    /// The only text type whose content servers pass to the model as text. They drop other text types without an error.
    /// </summary>
    public const string Text = "text/plain";

    public const string Binary = "application/octet-stream";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the media type of an extension that is not text; null for any other.</summary>
    /// <param name="path">A path or a file name.</param>
    public static string? OfName(string path) => Extension(path).ToLowerInvariant() switch
    {
        "png" => "image/png",
        "jpg" or "jpeg" or "jfif" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "tif" or "tiff" => "image/tiff",
        "avif" => "image/avif",
        "heic" => "image/heic",
        "heif" => "image/heif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "ogg" or "oga" or "opus" => "audio/ogg",
        "flac" => "audio/flac",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "aif" or "aiff" => "audio/aiff",
        "weba" => "audio/webm",
        "mp4" or "m4v" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "avi" => "video/x-msvideo",
        "mkv" => "video/x-matroska",
        "mpg" or "mpeg" => "video/mpeg",
        "3gp" => "video/3gpp",
        _ => null,
    };

    /// <summary>Determines the media type from the content: text if it is UTF-8 without NUL.</summary>
    public static string OfContent(byte[] content) => IsText(content) ? Text : Binary;

    /// <summary>Returns the media type to send: without parameters, and <see cref="Text"/> for all kinds of text.</summary>
    /// <exception cref="ArgumentException"><paramref name="mediaType"/> is not a media type.</exception>
    public static string ToSend(string mediaType, string parameterName)
    {
        var name = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        var slash = name.IndexOf('/');
        if (slash <= 0 || slash == name.Length - 1 || name.Any(c => c is <= ' ' or ',' or > '~'))
        {
            throw new ArgumentException($"\"{mediaType}\" is not a media type such as \"image/png\".", parameterName);
        }

        return name.StartsWith("text/", StringComparison.Ordinal) || IsTextInDisguise(name) ? Text : name;
    }

    private static bool IsTextInDisguise(string name) =>
        name is "application/json" or "application/xml" or "application/yaml" or "application/x-yaml" or "application/toml" or "application/javascript"
            or "application/ecmascript" or "application/typescript" or "application/sql" or "application/graphql" or "application/x-sh" or "application/x-httpd-php"
            or "application/x-ndjson"
        || name.EndsWith("+json", StringComparison.Ordinal)
        || name.EndsWith("+xml", StringComparison.Ordinal)
        || name.EndsWith("+yaml", StringComparison.Ordinal);

    private static bool IsText(byte[] content)
    {
        try
        {
            return Array.IndexOf(content, (byte)0) < 0 && s_strict.GetCharCount(content) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Returns the part after the last dot of the last segment of a Windows or POSIX path.</summary>
    private static string Extension(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOfAny(['/', '\\']) ? path[(dot + 1)..] : "";
    }
}
