using System.Runtime.CompilerServices;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Pages;

/// <summary>Reads the list of sessions, which has a limit and no cursor: what is left is to request more of it.</summary>
internal static class SessionPages
{
    public static async IAsyncEnumerable<Session> ReadAsync(SessionRequestBuilder session, SessionListQuery query, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var limit = pageSize; ; limit = PageSize.Doubled(limit))
        {
            var sessions = await session.ListAsync(query with { Limit = limit }, cancellationToken).ConfigureAwait(false);
            foreach (var item in sessions.Where(s => seen.Add(s.Id)))
            {
                yield return item;
            }

            // Fewer is all there is; more comes from a server that is older than the limit, and is all there is too. A session that
            // has moved to the front meanwhile is in this list as well, because every list starts at the front.
            if (sessions.CountSent() != limit)
            {
                yield break;
            }
        }
    }
}
