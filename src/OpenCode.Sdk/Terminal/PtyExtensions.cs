using System.Globalization;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>Opens terminals.</summary>
public static class PtyExtensions
{
    /// <summary>
    /// Connects to a terminal with a ticket, which is valid for one connection.
    /// <para><c>POST /pty/{ptyID}/connect-token</c>, then <c>GET /pty/{ptyID}/connect</c></para>
    /// </summary>
    /// <param name="pty">The operations, <c>client.Pty</c>.</param>
    /// <param name="ptyId">The identifier of the terminal.</param>
    /// <param name="cursor">
    /// The position of the output to start at, for example <see cref="PtyConnection.Cursor"/>; -1 to skip all existing output;
    /// null to skip nothing.
    /// </param>
    /// <param name="cancellationToken">Cancels the connection attempt.</param>
    /// <exception cref="ArgumentException">The identifier is empty or contains a slash.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cursor"/> is less than -1.</exception>
    /// <exception cref="OpenCodeApiException">The terminal does not exist.</exception>
    /// <exception cref="OpenCodeConnectionException">The server did not respond.</exception>
    public static async Task<PtyConnection> OpenAsync(this PtyRequestBuilder pty, string ptyId, long? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pty);
        var position = Position(cursor);
        var token = await pty.ConnectTokenAsync(ptyId, cancellationToken).ConfigureAwait(false);
        return new PtyConnection(await pty.Fields.ConnectAsync(ptyId, new() { Ticket = token.Ticket, Cursor = position }, cancellationToken).ConfigureAwait(false), cursor);
    }

    /// <inheritdoc cref="OpenAsync(PtyRequestBuilder, string, long?, CancellationToken)" path="/param|/exception"/>
    /// <summary>
    /// Connects to a terminal with a ticket, which is valid for one connection.
    /// <para><c>POST /api/pty/{ptyID}/connect-token</c>, then <c>GET /api/pty/{ptyID}/connect</c></para>
    /// </summary>
    public static async Task<PtyConnection> OpenAsync(this V2PtyRequestBuilder pty, string ptyId, long? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pty);
        var position = Position(cursor);
        var token = await pty.ConnectTokenAsync(ptyId, cancellationToken).ConfigureAwait(false);
        return new PtyConnection(await pty.Fields.ConnectAsync(ptyId, new() { Ticket = token.Data.Ticket, Cursor = position }, cancellationToken).ConfigureAwait(false), cursor);
    }

    private static string? Position(long? cursor)
    {
        if (cursor < -1)
        {
            throw new ArgumentOutOfRangeException(nameof(cursor), cursor, "The cursor must be -1 or greater.");
        }

        return cursor?.ToString(CultureInfo.InvariantCulture);
    }
}
