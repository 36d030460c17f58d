// Needs: FilePartInput.Mime, FilePartInput.Filename, FilePartInput.Url
using OpenCode.Requests;

namespace OpenCode.Models;

public sealed partial record FilePartInput
{
    private const int CopyBytes = 81920;

    /// <summary>Reads a file from this machine to send it with a prompt.</summary>
    /// <remarks>
    /// The media type of images, PDF, audio and video is determined by the extension. Any other file is sent as text if it is
    /// UTF-8 without NUL, and as <c>application/octet-stream</c> otherwise. Not every model accepts every type.
    /// <para>
    /// The whole content is kept in memory and sent as base64, which is a third larger. The server stores it with the message and
    /// returns it with every list of messages, whose size <c>OpenCodeClientOptions.MaxResponseBytes</c> limits (64 MiB by
    /// default). Keep files below about 20 MB, or use <see cref="FromServerFile"/> if the server can read the file itself.
    /// </para>
    /// </remarks>
    /// <param name="path">The path of the file.</param>
    /// <param name="mime">
    /// The media type; null determines it as described. All kinds of text are sent as <c>text/plain</c>; see
    /// <see cref="FromBytes"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The part. Its file name is the last segment of the path.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null, empty or not a path, or <paramref name="mime"/> is not a media type.</exception>
    /// <exception cref="IOException">The file does not exist or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied, or the path is a directory.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static async Task<FilePartInput> FromFileAsync(string path, string? mime = null, CancellationToken cancellationToken = default)
    {
        Require.NotNull(path, nameof(path));
        mime = mime is null ? null : MediaTypes.ToSend(mime, nameof(mime));
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, CopyBytes, useAsync: true);
        using var content = new MemoryStream();
        await file.CopyToAsync(content, CopyBytes, cancellationToken).ConfigureAwait(false);
        var bytes = content.ToArray();
        return FromBytes(bytes, mime ?? MediaTypes.OfName(path) ?? MediaTypes.OfContent(bytes), Path.GetFileName(path));
    }

    /// <summary>Creates a part from content in memory.</summary>
    /// <remarks>
    /// A server passes text to the model only if its type is <c>text/plain</c>, and drops other text without an error. All kinds
    /// of text (<c>text/markdown</c>, <c>text/csv</c>, <c>application/json</c>, <c>image/svg+xml</c> …) are therefore sent as
    /// <c>text/plain</c>. The file name still shows the model the kind of content. Text must be UTF-8.
    /// </remarks>
    /// <param name="content">The content. It is sent as base64, which is a third larger; see <see cref="FromFileAsync"/> about large content.</param>
    /// <param name="mime">The media type, for example <c>image/png</c>.</param>
    /// <param name="filename">The file name that the model sees; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> or <paramref name="mime"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="mime"/> is not a media type.</exception>
    public static FilePartInput FromBytes(byte[] content, string mime, string? filename = null)
    {
        Require.NotNull(content, nameof(content));
        Require.NotNull(mime, nameof(mime));
        var type = MediaTypes.ToSend(mime, nameof(mime));
        return new() { Mime = type, Filename = filename, Url = $"data:{type};base64,{Convert.ToBase64String(content)}" };
    }

    /// <summary>Creates a part from text, which the model sees as the content of a file.</summary>
    /// <param name="text">The text. It is sent as <c>text/plain</c> in UTF-8 and base64.</param>
    /// <param name="filename">The file name that the model sees, for example <c>report.md</c>; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static FilePartInput FromText(string text, string? filename = null)
    {
        Require.NotNull(text, nameof(text));
        return FromBytes(Encoding.UTF8.GetBytes(text), MediaTypes.Text, filename);
    }

    /// <summary>Creates a part for a file or a directory on the server's machine, which the server reads itself.</summary>
    /// <remarks>
    /// For a text file, the model sees the output of the server's <c>read</c> tool, which truncates long files and long lines. For a
    /// directory, it sees a list of the entries.
    /// </remarks>
    /// <param name="path">
    /// The absolute path on the server: <c>/home/me/a b.txt</c>, <c>C:\work\a b.txt</c> or <c>\\server\share\a b.txt</c>. The
    /// server can run on a different operating system than this program.
    /// </param>
    /// <param name="mime">
    /// The media type; null determines it by the extension for images, PDF, audio and video, and <c>text/plain</c> for any other.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or not absolute, or <paramref name="mime"/> is not a media type.</exception>
    public static FilePartInput FromServerFile(string path, string? mime = null)
    {
        var url = ServerFile.ToUrl(path, nameof(path));
        var type = MediaTypes.ToSend(mime ?? MediaTypes.OfName(path) ?? MediaTypes.Text, nameof(mime));
        return new() { Mime = type, Filename = ServerFile.Name(path), Url = url };
    }
}
