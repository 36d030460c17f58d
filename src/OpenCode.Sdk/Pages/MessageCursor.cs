using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Pages;

/// <summary>
/// Reads the cursor of the messages before a page. The server sends it in a header, and only if there are more messages.
/// </summary>
internal static class MessageCursor
{
    /// <summary>
    /// A cursor that no server accepts: a server that supports cursors returns 400, and an older server ignores it.
    /// </summary>
    public const string Invalid = "x";

    private const string Header = "X-Next-Cursor";

    /// <summary>
    /// Returns the cursor of the previous page; null if this is the first page of the session, or the server doesn't support
    /// cursors.
    /// </summary>
    public static string? Of(OpenCodeResponseInfo? response) =>
        response?.Headers.TryGetValue(Header, out var values) == true && values is [{ Length: > 0 } cursor, ..] ? cursor : null;

    /// <summary>
    /// Returns the identifier of the message after a cursor, which is the oldest message of its page; null if it can't be read.
    /// Use it only for reports, because the server can change the format of cursors.
    /// </summary>
    public static string? MessageId(string? cursor)
    {
        try
        {
            if (cursor is null)
            {
                return null;
            }

            var base64 = cursor.Replace('-', '+').Replace('_', '/');
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))));
            return JsonRead.Text(document.RootElement, "id");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
