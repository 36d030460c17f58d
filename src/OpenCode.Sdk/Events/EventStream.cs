using System.Runtime.CompilerServices;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Events;

/// <summary>Reads server-sent events as typed values, and reconnects when necessary.</summary>
internal sealed class EventStream<T>(EventSource source, ModelReader<T> read)
{
    private readonly EventStreamOptions _options = source.Options.EventStream!;
    private readonly StreamObserver _observer = source.Observe();
    private readonly EventShape<T> _shape = EventShape.Of<T>();

    private OpenCodeResponse<ServerResponse>? _connected;
    private OpenCodeResponse<T>? _failure;

    /// <summary>The position of the last event in a stream that can be resumed.</summary>
    private long? _position;

    /// <summary>Reads the events as responses. A failure is the last item, unless the options require that it is thrown.</summary>
    public async IAsyncEnumerable<OpenCodeResponse<T>> ReadResponsesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var next in ReadAsync(source.Options.ThrowOnError == true, cancellationToken).ConfigureAwait(false))
        {
            yield return new OpenCodeResponse<T>(next, _connected!.Request, _connected.Response!);
        }

        if (_failure is not null)
        {
            yield return _failure;
        }
    }

    /// <summary>
    /// Connects when enumeration starts, and closes the connection when enumeration ends for any reason.
    /// </summary>
    /// <param name="mustThrow">Whether to throw a failure; otherwise, the enumeration ends.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<T> ReadAsync(bool mustThrow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, source.Closing);
        var reconnection = new Reconnection(_options, source.TimeProvider, _observer);
        OpenCodeException? failure = null;
        try
        {
            while (true)
            {
                var since = source.TimeProvider.GetTimestamp();
                var connected = await ConnectAsync(isFirst: !reconnection.WasOpen, cancellationToken, ending.Token).ConfigureAwait(false);
                _connected = connected;
                if (connected is null)
                {
                    await WaitAsync(reconnection.HoldAsync(since, ending.Token), cancellationToken).ConfigureAwait(false);
                    continue;
                }

                OpenCodeResponse<T> end;
                var isQuietEnd = false;
                if (connected.IsSuccess)
                {
                    var connection = await OpenAsync(connected.Data, cancellationToken, ending.Token).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                    {
                        if (reconnection.Open() is { } gap && _options.AnnounceGaps && _shape.Gap is { } announce)
                        {
                            yield return announce(gap);
                        }

                        var count = 0;
                        while (await connection.NextAsync().ConfigureAwait(false))
                        {
                            var next = connection.Current;
                            if (!Advance(next))
                            {
                                continue;
                            }

                            // The first event alone does not prove a connection: a server can send it and then disconnect.
                            if (++count > 1 || _shape.Position is not null)
                            {
                                reconnection.Prove();
                            }

                            _observer.Count();
                            yield return next;
                        }

                        Check(cancellationToken);
                        if (connection.IsSilent && _shape.Position is not null)
                        {
                            // The stream of a session has no heartbeat. A new request loses no events, and shows whether the
                            // server runs.
                            await WaitAsync(reconnection.HoldAsync(since, ending.Token), cancellationToken).ConfigureAwait(false);
                            continue;
                        }

                        isQuietEnd = connection.Failure is null;
                        end = connection.Failure ?? connection.End();
                        reconnection.Prefer(connection.RetryDelay);
                    }
                }
                else
                {
                    end = new OpenCodeResponse<T>(connected.Error, connected.Request, connected.Response);
                }

                var recovering = reconnection.RecoverAsync(end.Error!, ending.Token);
                await WaitAsync(recovering, cancellationToken).ConfigureAwait(false);
                if (await recovering.ConfigureAwait(false))
                {
                    continue;
                }

                failure = end.Error;
                if (isQuietEnd && !_options.Reconnect)
                {
                    yield break;
                }

                _failure = mustThrow ? end.EnsureSuccess() : end;
                yield break;
            }
        }
        finally
        {
            reconnection.Close(failure);
        }
    }

    /// <summary>
    /// Connects. Returns null if a stream that can be resumed had no event for so long that its connection may be dead.
    /// </summary>
    private async Task<OpenCodeResponse<ServerResponse>?> ConnectAsync(bool isFirst, CancellationToken caller, CancellationToken ending)
    {
        var limit = _shape.Position is null ? _options.ConnectTimeout : _options.IdleTimeout;
        using var timer = limit == Timeout.InfiniteTimeSpan ? null : source.TimeProvider.CancelAfter(limit);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending, timer?.Token ?? CancellationToken.None);
        try
        {
            return await source.OpenAsync(_position, isFirst, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer is { IsCancellationRequested: true } && !ending.IsCancellationRequested && _shape.Position is not null)
        {
            // The server does not send the response headers before the first event.
            return null;
        }
        catch (OperationCanceledException e) when (timer is { IsCancellationRequested: true } && !ending.IsCancellationRequested)
        {
            var request = _observer.Describe();
            return new OpenCodeResponse<ServerResponse>(OpenCodeConnectionException.NoResponseInTime(request, limit, e, source.Scrubber), request, null);
        }
        catch (TimeoutException) when (_shape.Position is not null)
        {
            return null;
        }
        catch (TimeoutException e) when (!isFirst)
        {
            var request = _observer.Describe();
            return new OpenCodeResponse<ServerResponse>(OpenCodeConnectionException.NoResponse(request, e, source.Scrubber), request, null);
        }
        catch (OperationCanceledException)
        {
            Check(caller);
            throw;
        }
    }

    private async Task<EventConnection<T>> OpenAsync(ServerResponse response, CancellationToken caller, CancellationToken ending)
    {
        try
        {
            return await EventConnection<T>.OpenAsync(response, read, Replace, _options, source.TimeProvider, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Check(caller);
            throw;
        }
    }

    private async Task WaitAsync(Task wait, CancellationToken caller)
    {
        try
        {
            await wait.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Check(caller);
            throw;
        }
    }

    /// <summary>Throws the exception for the cause of the stream's end: cancellation or a disposed client.</summary>
    private void Check(CancellationToken caller)
    {
        if (source.Closing.IsCancellationRequested)
        {
            caller.ThrowIfCancellationRequested();
            throw DisposedClient.CreateException();
        }

        caller.ThrowIfCancellationRequested();
    }

    private T Replace(UnreadableEventInfo info)
    {
        _observer.Unreadable(source.Scrubber.Mask(info.Reason));
        return _shape.Unreadable(info);
    }

    /// <summary>Records the position of an event. Returns false for an event that was already delivered.</summary>
    private bool Advance(T next)
    {
        if (_shape.Position?.Invoke(next) is not { } position)
        {
            return true;
        }

        if (position <= _position)
        {
            return false;
        }

        _position = position;
        return true;
    }
}
