using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Pages;

/// <summary>
/// Reads the list of sessions of all projects. Its cursor is the time of the last update, in milliseconds, and selects sessions
/// that are strictly older.
/// </summary>
[Experimental("OPENCODEEXP001")]
internal sealed class GlobalSessionPages(ExperimentalSessionRequestBuilder session, int pageSize)
{
    private const string CursorHeader = "X-Next-Cursor";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The last update of the newest session in the first page of the current pass.</summary>
    private DateTimeOffset? _newest;

    public async IAsyncEnumerable<GlobalSession> ReadAsync(ExperimentalSessionListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A session that is updated in the meantime moves to the front, before the cursor. Updated sessions are requested in
        // further passes until there are no new ones, unless the caller's own cursor excludes the front.
        for (var pass = query; ; pass = query with { Start = _newest })
        {
            var count = _seen.Count;
            _newest = null;
            await foreach (var item in ReadOnceAsync(pass, cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }

            if (query.Cursor is not null || _newest is null || _seen.Count == count)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<GlobalSession> ReadOnceAsync(ExperimentalSessionListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (cursor, limit) = (query.Cursor, pageSize); ;)
        {
            var response = await session.Fields.ListAsync(query with { Cursor = cursor, Limit = limit }, cancellationToken).ConfigureAwait(false);
            var sessions = response.EnsureSuccess().Data;
            if (sessions.Count > 0)
            {
                _newest ??= sessions.Max(s => s.Time.Updated);
            }

            var count = _seen.Count;
            foreach (var item in sessions.Where(s => _seen.Add(s.Id)))
            {
                yield return item;
            }

            if (Next(response.Response!) is not { } next || sessions.CountSent() < limit)
            {
                yield break;
            }

            // Sessions that were updated in the same millisecond may be on both sides of the cursor, so the next page includes
            // this millisecond. If it fills the page, the page must grow.
            cursor = next + 1;
            limit = _seen.Count == count ? PageSize.Doubled(limit) : pageSize;
        }
    }

    private static long? Next(OpenCodeResponseInfo response) =>
        response.Headers.TryGetValue(CursorHeader, out var values) && values.Count > 0
            && long.TryParse(values[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var cursor)
                ? cursor
                : null;
}
