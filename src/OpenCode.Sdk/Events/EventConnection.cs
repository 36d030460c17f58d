using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads typed events from one response of an event stream until it ends, is lost, or is idle for too long.</summary>
internal sealed class EventConnection<T> : IAsyncDisposable
{
    private readonly ServerResponse _response;
    private readonly EventStreamOptions _options;
    private readonly CancellationTokenRegistration _abort;
    private readonly IdleMonitor _idleMonitor;
    private readonly Stream _stream;
    private readonly SseParser<T> _parser;
    private readonly IAsyncEnumerator<SseItem<T>> _events;

    private EventConnection(ServerResponse response, Stream stream, EventStreamOptions options, TimeProvider time, SseItemParser<T> read, CancellationToken ending)
    {
        _response = response;
        _options = options;
        _abort = response.AbortOn(ending);
        _idleMonitor = new IdleMonitor(options.IdleTimeout, time, response.Dispose);
        _stream = new MonitoredStream(stream, response, _idleMonitor, new EventSizeLimit(options));
        _parser = SseParser.Create(_stream, read);
        _events = _parser.EnumerateAsync(ending).GetAsyncEnumerator(ending);
    }

    /// <summary>Gets the current event.</summary>
    public T Current => _events.Current.Data;

    /// <summary>Gets the failure that ended the events; null if there is none.</summary>
    public OpenCodeResponse<T>? Failure { get; private set; }

    /// <summary>Gets whether the connection was closed because it was idle for too long.</summary>
    public bool IsSilent => _idleMonitor.IsOver;

    /// <summary>Gets the delay before reconnecting that the server requests; null if it requests none.</summary>
    public TimeSpan? RetryDelay => _parser.ReconnectionInterval is var interval && interval >= TimeSpan.Zero ? interval : null;

    /// <param name="response">A response that is an event stream; the connection disposes it.</param>
    /// <param name="read">Reads an event.</param>
    /// <param name="unreadable">Creates the event that replaces an event that can't be read.</param>
    /// <param name="options">The limits and timeouts.</param>
    /// <param name="time">Measures the idle time.</param>
    /// <param name="ending">Closes the connection.</param>
    public static async Task<EventConnection<T>> OpenAsync(
        ServerResponse response,
        ModelReader<T> read,
        Func<UnreadableEventInfo, T> unreadable,
        EventStreamOptions options,
        TimeProvider time,
        CancellationToken ending)
    {
        try
        {
            var stream = await response.Message.Content.ReadAsStreamAsync(ending).ConfigureAwait(false);
            var strings = new SharedStrings();
            return new EventConnection<T>(response, stream, options, time, (_, data) => Read(data, read, strings, unreadable), ending);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next event. Returns false at the end or after a failure.</summary>
    public ValueTask<bool> NextAsync()
    {
        var next = _events.MoveNextAsync();
        return next.IsCompletedSuccessfully ? next : WaitAsync(next);
    }

    /// <summary>Returns the failure for an unexpected end.</summary>
    public OpenCodeResponse<T> End() => Describe(_response.Ended());

    public async ValueTask DisposeAsync()
    {
        _idleMonitor.Dispose();
        _abort.Dispose();
        _response.Dispose();
        await _events.DisposeAsync().ConfigureAwait(false);
        _stream.Dispose();
    }

    private async ValueTask<bool> WaitAsync(ValueTask<bool> next)
    {
        try
        {
            return await next.ConfigureAwait(false);
        }
        catch (OpenCodeProtocolException e)
        {
            Failure = Describe(e);
        }
        catch (Exception e)
        {
            Failure = Describe(_idleMonitor.IsOver ? _response.Silent(_options.IdleTimeout, e) : _response.Broken(e));
        }

        return false;
    }

    private OpenCodeResponse<T> Describe(OpenCodeException error) => new(error, _response.Request, _response.Head);

    private static T Read(ReadOnlySpan<byte> data, ModelReader<T> read, SharedStrings strings, Func<UnreadableEventInfo, T> unreadable)
    {
        try
        {
            return OpenCodeJson.Read(data, read, strings);
        }
        catch (JsonException e)
        {
            return unreadable(new UnreadableEventInfo { Text = Encoding.UTF8.GetString(data), Reason = e.Message });
        }
    }
}
