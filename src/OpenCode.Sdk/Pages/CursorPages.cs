using System.Runtime.CompilerServices;

using OpenCode.Models;

namespace OpenCode.Pages;

/// <summary>Reads lists whose pages contain the cursor of the next page.</summary>
internal static class CursorPages
{
    /// <summary>
    /// Reads all pages. A page that is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/> is requested again with
    /// half as many items, down to one.
    /// </summary>
    /// <param name="read">
    /// Reads the page at a cursor with a maximum number of items, and returns the cursor of the next page; null if there is none.
    /// </param>
    /// <param name="cursor">The cursor of the first page; null starts at the beginning.</param>
    /// <param name="pageSize">The maximum number of items in a page.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="OpenCodeException">A request failed, or a single item is too large.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string?, int, CancellationToken, Task<(IReadOnlyList<T> Items, string? Next)>> read,
        string? cursor,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var size = pageSize;
        while (true)
        {
            (IReadOnlyList<T> Items, string? Next) page;
            try
            {
                page = await read(cursor, size, cancellationToken).ConfigureAwait(false);
            }
            catch (OpenCodeProtocolException e) when (e.IsTooLarge && size > 1)
            {
                size /= 2;
                continue;
            }

            foreach (var item in page.Items)
            {
                yield return item;
            }

            // Servers also return a cursor with the last page, and a repeated cursor would cause an endless loop.
            if (page.Next is null || page.Items.CountSent() == 0 || !visited.Add(page.Next))
            {
                yield break;
            }

            cursor = page.Next;
            size = PageSize.Doubled(size, pageSize);
        }
    }
}
