using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Server-sent events as typed values.</summary>
internal static class EventStream
{
    /// <summary>Connects when enumeration starts, and closes the connection when it ends, however it ends.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, Task<HttpResponseMessage>> connect,
        ModelReader<T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await connect(cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var events = SseParser.Create(stream, (_, data) => Read(data, read)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                while (await MoveNextAsync(events, response).ConfigureAwait(false))
                {
                    yield return events.Current.Data;
                }
            }
        }
    }

    private static async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<SseItem<T>> events, HttpResponseMessage response)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw OpenCodeConnectionException.Broken(response, e);
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> data, ModelReader<T> read)
    {
        try
        {
            return OpenCodeJson.Read(data, read);
        }
        catch (JsonException e)
        {
            throw OpenCodeProtocolException.UnreadableEvent(Encoding.UTF8.GetString(data), e);
        }
    }
}
