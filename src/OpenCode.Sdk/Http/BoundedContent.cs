namespace OpenCode.Http;

/// <summary>Reads an answer into memory, but not more than was agreed.</summary>
internal static class BoundedContent
{
    private const int ChunkBytes = 81920;

    /// <exception cref="OpenCodeProtocolException">The answer is larger than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="OpenCodeConnectionException">The connection broke.</exception>
    public static async Task<byte[]> ReadAsync(Answer answer, long limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (answer.Message.Content.Headers.ContentLength > limit || !await CopyAsync(answer, body, limit, cancellationToken).ConfigureAwait(false))
        {
            throw OpenCodeProtocolException.TooLarge(answer, limit);
        }

        return body.ToArray();
    }

    /// <summary>What can be had of the answer, for one that is an error anyway.</summary>
    public static async Task<byte[]> ReadSomeAsync(Answer answer, long limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        try
        {
            await CopyAsync(answer, body, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenCodeConnectionException)
        {
            // The status says more than the end of the connection does.
            return body.ToArray();
        }

        return body.ToArray();
    }

    /// <summary>False if there is more than <paramref name="limit"/> allows.</summary>
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
            throw OpenCodeConnectionException.Broken(answer, e);
        }
    }
}
