using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary;
using OpenCode.Compatibility;
using OpenCode.Diagnostics;
using OpenCode.Events;
using OpenCode.Models;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>
/// The one way of every call: Kiota's adapter sends it, tries again where that is safe, and what became of it is a value
/// until the last step. Thread-safe.
/// </summary>
internal sealed class OpenCodeRequestAdapter : HttpClientRequestAdapter, IOpenCodeRequestAdapter
{
    private readonly OpenCodeClientOptions _options;
    private readonly OpenCodeRequestOptions _defaults;
    private readonly AnswerReader _answers;
    private readonly OperationCheck _operations;
    private readonly CallObserver _observer;
    private readonly WebSocketConnector _webSockets;
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _isLimitedByHttpClient;
    private int _versionNoted;

    public OpenCodeRequestAdapter(Connection connection)
        : base(BasicAuthenticationProvider.Create(connection.Options), httpClient: connection.HttpClient)
    {
        _options = connection.Options;
        _defaults = _options.RequestOptions;
        _answers = new AnswerReader(_options);
        _isLimitedByHttpClient = connection.HasOwnTimeLimit;
        _webSockets = new WebSocketConnector(connection, _answers);
        _operations = new OperationCheck(this);
        _observer = new CallObserver(_options);
        ServerUrl = _options.BaseUrl!;
        BaseUrl = ServerUrl.AbsoluteUri;
    }

    public Uri ServerUrl { get; }

    public TimeProvider TimeProvider => _options.TimeProvider;

    public ILogger Logger => _observer.Logger;

    /// <summary>Those who wait for a session to be theirs.</summary>
    public SessionQueue Queue { get; } = new();

    /// <summary>What holds for a call unless its view or the call itself says otherwise.</summary>
    public OpenCodeRequestOptions Defaults => _defaults;

    public async Task<OpenCodeResponse> SendAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(request, _answers.DiscardAsync, cancellationToken).ConfigureAwait(false);
        return new OpenCodeResponse(outcome.Request, outcome.Response, outcome.Error);
    }

    public Task<OpenCodeResponse<T>> SendJsonAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken) =>
        SendAsync(request, (answer, token) => _answers.ReadJsonAsync(answer, read, token), cancellationToken);

    public Task<OpenCodeResponse<string>> SendTextAsync(RequestInformation request, string contentType, CancellationToken cancellationToken) =>
        SendAsync(request, (answer, token) => _answers.ReadTextAsync(answer, contentType, token), cancellationToken);

    public Task<OpenCodeResponse<Stream>> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken) =>
        SendAsync(request, _answers.OpenBytesAsync, cancellationToken);

    public IAsyncEnumerable<OpenCodeResponse<T>> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken)
    {
        var call = new Call(request, BaseUrl!, _defaults);
        return new Deferred<OpenCodeResponse<T>>(() => new EventStream<T>(
            (after, isFirst, token) => OpenEventsAsync(new Call(request, BaseUrl!, _defaults) { After = after }, isFirst, token),
            read,
            call.Options,
            _options.TimeProvider,
            _observer.Watch(call),
            _closing.Token).ReadAsync(cancellationToken));
    }

    public Task<OpenCodeResponse<WebSocket>> ConnectAsync(RequestInformation request, CancellationToken cancellationToken) =>
        // The ticket of a connection is good for one try.
        DeliverAsync(new Call(request, BaseUrl!, _defaults), retries: 0, ConnectAsync, cancellationToken);

    /// <summary>Sends a request and returns its answer, whatever its status, as soon as the head of it is there.</summary>
    /// <param name="request">A request that may have been made by another view, or by hand.</param>
    /// <param name="view">What the view asks for that sends it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<OpenCodeResponse<HttpResponseMessage>> SendRawAsync(RequestInformation request, OpenCodeRequestOptions view, CancellationToken cancellationToken)
    {
        var call = new Call(request, BaseUrl!, _defaults, view);
        call.Validate();
        return DeliverAsync(call, call.Retries, (_, token) => TryAsync(call, static (answer, _) => Task.FromResult(answer.Message), anyStatus: true, token), cancellationToken);
    }

    /// <summary>Logs, the first time it is told, if the server is of a version that this SDK was not tested with.</summary>
    public void NoteServerVersion(string? version)
    {
        if (Interlocked.Exchange(ref _versionNoted, 1) == 0)
        {
            TestedServers.Report(Logger, version);
        }
    }

    /// <summary>Lets nothing more be sent, and ends what is on its way.</summary>
    public void Close() => _closing.Cancel();

    private Task<OpenCodeResponse<T>> SendAsync<T>(RequestInformation request, Func<Answer, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var call = new Call(request, BaseUrl!, _defaults);
        return DeliverAsync(call, call.Retries, (_, token) => TryAsync(call, read, anyStatus: false, token), cancellationToken);
    }

    /// <summary>A stream that was open before has attempts and waits of its own.</summary>
    private Task<OpenCodeResponse<Answer>> OpenEventsAsync(Call call, bool isFirst, CancellationToken cancellationToken) =>
        ExecuteAsync(call, isFirst ? call.Retries : 0, (_, token) => TryAsync(call, _answers.OpenEventsAsync, anyStatus: false, token), cancellationToken);

    private async Task<OpenCodeResponse<T>> DeliverAsync<T>(
        Call call,
        int retries,
        Func<Call, CancellationToken, Task<OpenCodeResponse<T>>> send,
        CancellationToken cancellationToken)
    {
        var outcome = await ExecuteAsync(call, retries, send, cancellationToken).ConfigureAwait(false);
        return call.Options.ThrowOnError == true ? outcome.EnsureSuccess() : outcome;
    }

    private async Task<OpenCodeResponse<T>> ExecuteAsync<T>(
        Call call,
        int retries,
        Func<Call, CancellationToken, Task<OpenCodeResponse<T>>> send,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(OpenCodeClient));
        using var lifetime = new CallLifetime(call.Options.Timeout, _options.TimeProvider, _closing.Token, cancellationToken);
        using var observation = _observer.Start(call);
        try
        {
            var outcome = await TryRepeatedlyAsync(call, retries, send, observation, lifetime.Token).ConfigureAwait(false);
            observation.End(outcome);
            return outcome;
        }
        catch (OperationCanceledException e) when (lifetime.Reason(call.Describe(), e) is { } reason)
        {
            observation.End(reason);
            throw reason;
        }
        catch (OperationCanceledException e)
        {
            // The token in it is the caller's, not one that was made for this call.
            observation.End(e);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception e) when (e is not OpenCodeException)
        {
            observation.End(e);
            throw;
        }
    }

    private async Task<OpenCodeResponse<T>> TryRepeatedlyAsync<T>(
        Call call,
        int retries,
        Func<Call, CancellationToken, Task<OpenCodeResponse<T>>> send,
        CallObservation observation,
        CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var outcome = await send(call, cancellationToken).ConfigureAwait(false);
            if (retry == retries || RetryPolicy.Delay(outcome, retry, _options.TimeProvider.GetUtcNow()) is not { } delay)
            {
                return outcome;
            }

            observation.Retry(outcome.Error!, retry + 1, delay);
            await _options.TimeProvider.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<OpenCodeResponse<T>> TryAsync<T>(Call call, Func<Answer, CancellationToken, Task<T>> read, bool anyStatus, CancellationToken cancellationToken)
    {
        Answer answer;
        try
        {
            answer = new Answer(call, await SendOnceAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (OpenCodeConnectionException e)
        {
            return new OpenCodeResponse<T>(e, e.Request!, null);
        }

        try
        {
            if (!anyStatus && !answer.Message.IsSuccessStatusCode)
            {
                throw await _answers.ReadErrorAsync(answer, cancellationToken).ConfigureAwait(false);
            }

            var data = await read(answer, cancellationToken).ConfigureAwait(false);
            _observer.Mismatched(call, answer.Mismatches);
            return new OpenCodeResponse<T>(data, answer.Request, answer.Head);
        }
        catch (OpenCodeException e)
        {
            answer.Dispose();
            return new OpenCodeResponse<T>(await _operations.ExplainAsync(e, call, cancellationToken).ConfigureAwait(false), answer.Request, answer.Head);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Call call, CancellationToken cancellationToken)
    {
        var capture = new NativeResponseHandler();
        var request = call.CreateRequest();
        request.AddRequestOptions([new ResponseHandlerOption { ResponseHandler = capture }]);
        try
        {
            // Of Kiota's ways to send, the one for streams is the one that does not wait for the whole answer.
            await SendPrimitiveAsync<Stream>(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // What took as long as an HttpClient allows would only take as long again, and it is the outer words that say so.
            throw OpenCodeConnectionException.NoAnswer(call.Describe(), _isLimitedByHttpClient ? e : e.InnerException ?? e, isFinal: _isLimitedByHttpClient);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // HttpClient's own failures, and whatever handlers of the caller's throw: there is no answer.
            cancellationToken.ThrowIfCancellationRequested();
            throw OpenCodeConnectionException.NoAnswer(call.Describe(), e);
        }

        return (HttpResponseMessage)capture.Value!;
    }

    private async Task<OpenCodeResponse<WebSocket>> ConnectAsync(Call call, CancellationToken cancellationToken)
    {
        using var message = await ConvertToNativeRequestAsync<HttpRequestMessage>(call.CreateRequest(), cancellationToken).ConfigureAwait(false);
        return await _webSockets.ConnectAsync(message!, cancellationToken).ConfigureAwait(false);
    }
}
