namespace OpenCode.Http;

/// <summary>Reads an answer into memory, but not more than was agreed.</summary>
internal static class BoundedContent
{
    private const int ChunkBytes = 81920;

    /// <exception cref="OpenCodeProtocolException">The answer is larger than <paramref name="limit"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(Answer answer, long limit, CancellationToken cancellationToken)
    {
        var announced = answer.Message.Content.Headers.ContentLength;
        if (announced > limit)
        {
            throw OpenCodeProtocolException.TooLarge(answer, limit);
        }

        using var body = new MemoryStream((int)(announced ?? 0));
        using var stream = await answer.Message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var chunk = new byte[ChunkBytes];
        int count;
        while ((count = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (body.Length + count > limit)
            {
                throw OpenCodeProtocolException.TooLarge(answer, limit);
            }

            body.Write(chunk, 0, count);
        }

        return body.ToArray();
    }
}
