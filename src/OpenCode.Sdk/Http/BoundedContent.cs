namespace OpenCode.Http;

/// <summary>Reads a response into memory, up to a limit.</summary>
internal static class BoundedContent
{
    private const int ChunkBytes = 81920;

    /// <exception cref="OpenCodeProtocolException">The response is larger than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="OpenCodeConnectionException">The connection was lost.</exception>
    public static async Task<byte[]> ReadAsync(Answer answer, long limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (answer.Message.Content.Headers.ContentLength > limit || !await CopyAsync(answer, body, limit, cancellationToken).ConfigureAwait(false))
        {
            throw answer.TooLarge(limit);
        }

        return body.ToArray();
    }

    /// <summary>Reads as much of a response as possible, for a response that is an error anyway.</summary>
    /// <returns>What was read, and whether more was to come.</returns>
    public static async Task<(byte[] Body, bool IsCut)> ReadSomeAsync(Answer answer, long limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        try
        {
            var isWhole = await CopyAsync(answer, body, limit, cancellationToken).ConfigureAwait(false);
            return (body.ToArray(), !isWhole);
        }
        catch (OpenCodeConnectionException)
        {
            // The status says more than the end of the connection.
            return (body.ToArray(), true);
        }
    }

    /// <summary>False if the content is larger than <paramref name="limit"/>.</summary>
    private static async Task<bool> CopyAsync(Answer answer, MemoryStream body, long limit, CancellationToken cancellationToken)
    {
        using var abort = answer.AbortOn(cancellationToken);
        try
        {
            using var stream = await answer.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var chunk = new byte[ChunkBytes];
            int count;
            while ((count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (body.Length + count > limit)
                {
                    return false;
                }

                body.Write(chunk, 0, count);
            }

            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw answer.Broken(e);
        }
    }
}
