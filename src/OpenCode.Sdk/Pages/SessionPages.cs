using System.Runtime.CompilerServices;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Pages;

/// <summary>Reads the list of sessions, which has a limit but no cursor, by requesting more sessions each time.</summary>
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

            // Fewer sessions than the limit are all sessions. More sessions come from a server that doesn't support the limit,
            // and are also all sessions. A session that moved to the front in the meantime is included, because every list starts
            // at the front.
            if (sessions.CountSent() != limit)
            {
                yield break;
            }
        }
    }
}
