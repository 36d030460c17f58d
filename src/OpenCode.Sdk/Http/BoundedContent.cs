namespace OpenCode.Http;

/// <summary>Reads a response into memory, up to a limit.</summary>
internal static class BoundedContent
{
    /// <summary>
    /// The initial buffer size for a response without <c>Content-Length</c>, which is sufficient for most responses.
    /// </summary>
    private const int FirstBytes = 16 * 1024;

    /// <summary>The maximum initial buffer size, regardless of <c>Content-Length</c>.</summary>
    private const int MostBytesAhead = 16 * 1024 * 1024;

    /// <summary>Reads a complete response.</summary>
    /// <returns>The content. The caller disposes it, and must not keep references to its bytes.</returns>
    /// <exception cref="OpenCodeProtocolException">The response is larger than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="OpenCodeConnectionException">The connection was lost.</exception>
    public static async Task<PooledBytes> ReadAsync(ServerResponse response, long limit, CancellationToken cancellationToken)
    {
        if (response.Message.Content.Headers.ContentLength > limit)
        {
            throw response.TooLarge(limit);
        }

        var body = new PooledBytes(FirstSize(response));
        try
        {
            return await FillAsync(body, response, limit, cancellationToken).ConfigureAwait(false) ? body : throw response.TooLarge(limit);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads a response that is an error, as far as possible.</summary>
    /// <returns>
    /// The content, and whether it is incomplete. The caller disposes the content, and must not keep references to its bytes.
    /// </returns>
    public static async Task<(PooledBytes Body, bool IsCut)> ReadSomeAsync(ServerResponse response, long limit, CancellationToken cancellationToken)
    {
        var body = new PooledBytes(FirstSize(response));
        try
        {
            return (body, !await FillAsync(body, response, limit, cancellationToken).ConfigureAwait(false));
        }
        catch (OpenCodeConnectionException)
        {
            // The status code is more informative than the lost connection.
            return (body, true);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns the initial buffer size: one byte more than the content, so that its end is detected without a larger buffer.
    /// </summary>
    private static int FirstSize(ServerResponse response) =>
        response.Message.Content.Headers.ContentLength is { } length ? (int)Math.Min(length + 1, MostBytesAhead) : FirstBytes;

    /// <summary>Reads the content; false if it is larger than <paramref name="limit"/>.</summary>
    private static async Task<bool> FillAsync(PooledBytes body, ServerResponse response, long limit, CancellationToken cancellationToken)
    {
        using var abort = response.AbortOn(cancellationToken);
        try
        {
            using var stream = await response.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int count;
#if NET
            while ((count = await stream.ReadAsync(body.Free, cancellationToken).ConfigureAwait(false)) > 0)
#else
            while (body.Free is var free && (count = await stream.ReadAsync(free.Array!, free.Offset, free.Count, cancellationToken).ConfigureAwait(false)) > 0)
#endif
            {
                if (body.Length + (long)count > limit)
                {
                    return false;
                }

                body.Advance(count);
            }

            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw response.Broken(e);
        }
    }
}
