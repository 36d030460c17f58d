using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>One connection of an event stream: reads typed events from an answer until it ends, breaks or falls silent.</summary>
internal sealed class EventConnection<T> : IAsyncDisposable
{
    private readonly Answer _answer;
    private readonly EventStreamOptions _options;
    private readonly CancellationTokenRegistration _abort;
    private readonly SilenceWatch _silence;
    private readonly Stream _stream;
    private readonly SseParser<T> _parser;
    private readonly IAsyncEnumerator<SseItem<T>> _events;

    private EventConnection(Answer answer, Stream stream, EventStreamOptions options, TimeProvider time, SseItemParser<T> read, CancellationToken ending)
    {
        _answer = answer;
        _options = options;
        _abort = answer.AbortOn(ending);
        _silence = new SilenceWatch(options.IdleTimeout, time, answer.Dispose);
        _stream = new WatchedStream(stream, answer, _silence, new EventSizeLimit(options));
        _parser = SseParser.Create(_stream, read);
        _events = _parser.EnumerateAsync(ending).GetAsyncEnumerator(ending);
    }

    /// <summary>Whether the connection was given up because nothing came.</summary>
    public bool IsSilent => _silence.IsOver;

    /// <summary>How long the server asks to wait before connecting again; null if it does not say.</summary>
    public TimeSpan? RetryDelay => _parser.ReconnectionInterval is var interval && interval >= TimeSpan.Zero ? interval : null;

    /// <param name="answer">An answer that is a stream of events; the connection disposes it.</param>
    /// <param name="read">Reads an event.</param>
    /// <param name="unreadable">Makes what stands for an event that can't be read.</param>
    /// <param name="options">How the stream is watched.</param>
    /// <param name="time">What silence is measured with.</param>
    /// <param name="ending">Breaks the connection.</param>
    public static async Task<EventConnection<T>> OpenAsync(
        Answer answer,
        ModelReader<T> read,
        Func<UnreadableEventInfo, T> unreadable,
        EventStreamOptions options,
        TimeProvider time,
        CancellationToken ending)
    {
        try
        {
            var stream = await answer.Message.Content.ReadAsStreamAsync(ending).ConfigureAwait(false);
            return new EventConnection<T>(answer, stream, options, time, (_, data) => Read(data, read, unreadable), ending);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>The next event, or why there is none; null at the end.</summary>
    public async ValueTask<OpenCodeResponse<T>?> NextAsync()
    {
        try
        {
            return await _events.MoveNextAsync().ConfigureAwait(false) ? new OpenCodeResponse<T>(_events.Current.Data, _answer.Request, _answer.Head) : null;
        }
        catch (OpenCodeProtocolException e)
        {
            return Failure(e);
        }
        catch (Exception e)
        {
            return Failure(_silence.IsOver ? OpenCodeConnectionException.Silent(_answer, _options.IdleTimeout, e) : OpenCodeConnectionException.Broken(_answer, e));
        }
    }

    /// <summary>What stands for an end that was not asked for.</summary>
    public OpenCodeResponse<T> End() => Failure(OpenCodeConnectionException.Ended(_answer));

    public async ValueTask DisposeAsync()
    {
        _silence.Dispose();
        _abort.Dispose();
        _answer.Dispose();
        await _events.DisposeAsync().ConfigureAwait(false);
        _stream.Dispose();
    }

    private OpenCodeResponse<T> Failure(OpenCodeException error) => new(error, _answer.Request, _answer.Head);

    private static T Read(ReadOnlySpan<byte> data, ModelReader<T> read, Func<UnreadableEventInfo, T> unreadable)
    {
        try
        {
            return OpenCodeJson.Read(data, read);
        }
        catch (JsonException e)
        {
            return unreadable(new UnreadableEventInfo { Text = Encoding.UTF8.GetString(data), Reason = e.Message });
        }
    }
}
