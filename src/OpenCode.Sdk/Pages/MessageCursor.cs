using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Pages;

/// <summary>The cursor that leads to the messages before a page. The server sends it in a header, and only if there are more.</summary>
internal static class MessageCursor
{
    /// <summary>A cursor that no server accepts: one that knows cursors returns 400, an older one ignores it.</summary>
    public const string Invalid = "x";

    private const string Header = "X-Next-Cursor";

    /// <summary>The cursor of the page before this one; null if this is the first page of the session, or the server knows no cursors.</summary>
    public static string? Of(OpenCodeResponseInfo? response) =>
        response?.Headers.TryGetValue(Header, out var values) == true && values is [{ Length: > 0 } cursor, ..] ? cursor : null;

    /// <summary>
    /// The identifier of the message that a cursor stands before, which is the oldest one of its page; null if it can't be read. Only
    /// for reports: the form of a cursor is the server's own affair.
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
