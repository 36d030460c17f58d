using System.Globalization;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Opens terminals.</summary>
public static class PtyExtensions
{
    /// <summary>
    /// Connects to a terminal with a ticket, which the server gives for one connection.
    /// <para><c>POST /pty/{ptyID}/connect-token</c>, then <c>GET /pty/{ptyID}/connect</c></para>
    /// </summary>
    /// <param name="pty">The operations, <c>client.Pty</c>.</param>
    /// <param name="ptyId">The terminal's identifier.</param>
    /// <param name="cursor">How much of the output to skip, for instance <see cref="PtyConnection.Cursor"/>; -1 skips all there is. By default nothing.</param>
    /// <param name="cancellationToken">Cancels the connection attempt.</param>
    /// <exception cref="ArgumentException">The identifier is empty or holds a slash.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cursor"/> is less than -1.</exception>
    /// <exception cref="OpenCodeApiException">There is no such terminal.</exception>
    /// <exception cref="OpenCodeConnectionException">No answer could be had.</exception>
    public static async Task<PtyConnection> OpenAsync(this PtyRequestBuilder pty, string ptyId, long? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pty);
        var position = Position(cursor);
        var token = await pty.ConnectTokenAsync(ptyId, cancellationToken).ConfigureAwait(false);
        return new PtyConnection(await pty.ConnectAsync(ptyId, new() { Ticket = token.Ticket, Cursor = position }, cancellationToken).ConfigureAwait(false), cursor);
    }

    /// <inheritdoc cref="OpenAsync(PtyRequestBuilder, string, long?, CancellationToken)" path="/param|/exception"/>
    /// <summary>
    /// Connects to a terminal with a ticket, which the server gives for one connection.
    /// <para><c>POST /api/pty/{ptyID}/connect-token</c>, then <c>GET /api/pty/{ptyID}/connect</c></para>
    /// </summary>
    public static async Task<PtyConnection> OpenAsync(this V2PtyRequestBuilder pty, string ptyId, long? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pty);
        var position = Position(cursor);
        var token = await pty.ConnectTokenAsync(ptyId, cancellationToken).ConfigureAwait(false);
        return new PtyConnection(await pty.ConnectAsync(ptyId, new() { Ticket = token.Data.Ticket, Cursor = position }, cancellationToken).ConfigureAwait(false), cursor);
    }

    private static string? Position(long? cursor)
    {
        if (cursor < -1)
        {
            throw new ArgumentOutOfRangeException(nameof(cursor), cursor, "The cursor has to be -1, 0 or the length of some output.");
        }

        return cursor?.ToString(CultureInfo.InvariantCulture);
    }
}
