using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Server-sent events as typed values.</summary>
internal static class EventStream
{
    /// <summary>Connects when enumeration starts, and closes the connection when it ends, however it ends.</summary>
    public static async IAsyncEnumerable<OpenCodeResponse<T>> ReadAsync<T>(
        Func<CancellationToken, Task<OpenCodeResponse<Answer>>> connect,
        ModelReader<T> read,
        bool throwOnError,
        CancellationToken closing,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connected = await connect(cancellationToken).ConfigureAwait(false);
        if (!connected.IsSuccess)
        {
            yield return new OpenCodeResponse<T>(connected.Error, connected.Request, connected.Response);
            yield break;
        }

        using var answer = connected.Data;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
        using var abort = answer.AbortOn(ending.Token);
        using var stream = await answer.Message.Content.ReadAsStreamAsync(ending.Token).ConfigureAwait(false);
        var events = SseParser.Create(stream, (_, data) => Read(answer, data, read)).EnumerateAsync(ending.Token).GetAsyncEnumerator(ending.Token);
        await using (events.ConfigureAwait(false))
        {
            while (await NextAsync(events, answer, cancellationToken, closing).ConfigureAwait(false) is { } next)
            {
                yield return throwOnError ? next.EnsureSuccess() : next;
                if (!next.IsSuccess)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>The next event, or why there is none; null at the end.</summary>
    private static async ValueTask<OpenCodeResponse<T>?> NextAsync<T>(IAsyncEnumerator<SseItem<T>> events, Answer answer, CancellationToken caller, CancellationToken closing)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false) ? new OpenCodeResponse<T>(events.Current.Data, answer.Request, answer.Head) : null;
        }
        catch (OpenCodeProtocolException e)
        {
            return new OpenCodeResponse<T>(e, answer.Request, answer.Head);
        }
        catch (Exception e)
        {
            caller.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, typeof(OpenCodeClient));
            return new OpenCodeResponse<T>(OpenCodeConnectionException.Broken(answer, e), answer.Request, answer.Head);
        }
    }

    private static T Read<T>(Answer answer, ReadOnlySpan<byte> data, ModelReader<T> read)
    {
        try
        {
            return OpenCodeJson.Read(data, read);
        }
        catch (JsonException e)
        {
            throw OpenCodeProtocolException.UnreadableEvent(answer, Encoding.UTF8.GetString(data), e);
        }
    }
}
