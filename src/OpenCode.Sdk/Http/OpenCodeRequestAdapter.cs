using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Events;
using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>
/// Represents the pipeline of all calls. It sends requests, retries them where this is safe, and keeps the outcome as a value
/// until the last step. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Running calls use the token after Close has canceled it.")]
internal sealed class OpenCodeRequestAdapter : KiotaRequestAdapter, IOpenCodeRequestAdapter
{
    private readonly OpenCodeClientOptions _options;
    private readonly CallDefaults _defaults;
    private readonly Connection _connection;
    private readonly Credentials _credentials;
    private readonly ResponseReader _responses;
    private readonly IEventStreams _streams;
    private readonly FailureExplanation _explain;
    private readonly CallObserver _observer;
    private readonly WebSocketConnector _webSockets;
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _isLimitedByHttpClient;
    private int _versionNoted;

    /// <param name="connection">The connections and the options of the client.</param>
    /// <param name="streams">Reads event streams.</param>
    /// <param name="createExplanation">Creates the delegate that explains failed calls with additional requests.</param>
    public OpenCodeRequestAdapter(Connection connection, IEventStreams streams, Func<OpenCodeRequestAdapter, FailureExplanation> createExplanation)
        : this(connection, ClientSecrets.CreateScrubber(connection.Options), streams, createExplanation)
    {
    }

    private OpenCodeRequestAdapter(Connection connection, SecretScrubber scrubber, IEventStreams streams, Func<OpenCodeRequestAdapter, FailureExplanation> createExplanation)
        : this(connection, scrubber, new Credentials(connection.Options, scrubber), streams, createExplanation)
    {
    }

    private OpenCodeRequestAdapter(
        Connection connection,
        SecretScrubber scrubber,
        Credentials credentials,
        IEventStreams streams,
        Func<OpenCodeRequestAdapter, FailureExplanation> createExplanation)
        : base(credentials, connection.HttpClient, connection.Options.BaseUrl!.AbsoluteUri)
    {
        _options = connection.Options;
        _connection = connection;
        _credentials = credentials;
        Scrubber = scrubber;
        ServerUrl = _options.BaseUrl!;
        _defaults = new CallDefaults(ServerUrl, _options.RequestOptions);
        _responses = new ResponseReader(_options);
        _isLimitedByHttpClient = connection.HasOwnTimeout;
        _webSockets = new WebSocketConnector(connection, _responses, scrubber);
        _streams = streams;
        _explain = createExplanation(this);
        _observer = new CallObserver(_options, scrubber);
    }

    public Uri ServerUrl { get; }

    /// <summary>Gets the scrubber that masks secrets in texts of the server.</summary>
    public SecretScrubber Scrubber { get; }

    public TimeProvider TimeProvider => _options.TimeProvider;

    public ILogger Logger => _observer.Logger;

    /// <summary>Gets the queue of the turns that wait for exclusive use of a session.</summary>
    public SessionQueue Queue { get; } = new();

    /// <summary>Gets the options of a call, unless its view or the call itself overrides them.</summary>
    public OpenCodeRequestOptions Defaults => _defaults.Options;

    public async Task<OpenCodeResponse> SendAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(request, _responses.DiscardAsync, cancellationToken).ConfigureAwait(false);
        return new OpenCodeResponse(outcome.Request, outcome.Response, outcome.Error);
    }

    public Task<OpenCodeResponse<T>> SendJsonAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken) =>
        SendAsync(request, (response, token) => _responses.ReadJsonAsync(response, read, token), cancellationToken);

    public Task<OpenCodeResponse<string>> SendTextAsync(RequestInformation request, string contentType, CancellationToken cancellationToken) =>
        SendAsync(request, (response, token) => _responses.ReadTextAsync(response, contentType, token), cancellationToken);

    public Task<OpenCodeResponse<Stream>> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken) =>
        SendAsync(request, _responses.OpenBytesAsync, cancellationToken);

    public IEventSequence<T> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken)
    {
        var call = new Call(request, _defaults);
        var source = new EventSource(
            (after, isFirst, token) => OpenEventsAsync(new Call(request, _defaults) { After = after }, isFirst, token),
            call.Options,
            _options.TimeProvider,
            () => _observer.Watch(call),
            Scrubber,
            _closing.Token);
        return _streams.Read(source, read, cancellationToken);
    }

    public Task<OpenCodeResponse<WebSocket>> ConnectAsync(RequestInformation request, CancellationToken cancellationToken) =>
        // The ticket of a connection is valid for only one attempt.
        DeliverAsync(new Call(request, _defaults), retries: 0, ConnectAsync, cancellationToken);

    /// <summary>Sends a request and returns the response, regardless of its status, when its headers have arrived.</summary>
    /// <param name="request">The request, which can be built by another view or manually.</param>
    /// <param name="view">The options of the view that sends it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<OpenCodeResponse<HttpResponseMessage>> SendRawAsync(RequestInformation request, OpenCodeRequestOptions view, CancellationToken cancellationToken)
    {
        var call = new Call(request, _defaults, view);
        call.Validate();
        return DeliverAsync(call, call.Retries, (_, token) => TryAsync(call, static (response, _) => Task.FromResult(response.Message), anyStatus: true, token), cancellationToken);
    }

    /// <summary>Logs once if the SDK was not tested with the version of the server.</summary>
    public void RecordServerVersion(string? version)
    {
        if (Interlocked.Exchange(ref _versionNoted, 1) == 0)
        {
            Logger.ServerVersion(version);
        }
    }

    /// <summary>Rejects further requests, and ends running requests.</summary>
    public void Close() => _closing.Cancel();

    private Task<OpenCodeResponse<T>> SendAsync<T>(RequestInformation request, Func<ServerResponse, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var call = new Call(request, _defaults);
        return DeliverAsync(call, call.Retries, (_, token) => TryAsync(call, read, anyStatus: false, token), cancellationToken);
    }

    /// <summary>
    /// Opens a stream. A stream that was open before has its own attempts and delays, so it is not retried here. Its reader throws
    /// errors if they must be thrown.
    /// </summary>
    private Task<OpenCodeResponse<ServerResponse>> OpenEventsAsync(Call call, bool isFirst, CancellationToken cancellationToken) =>
        ExecuteAsync(
            call,
            isFirst ? call.Retries : 0,
            mustThrow: false,
            (_, token) => TryAsync(call, _responses.OpenEventsAsync, anyStatus: false, token),
            cancellationToken);

    private Task<OpenCodeResponse<T>> DeliverAsync<T>(
        Call call,
        int retries,
        Func<Call, CancellationToken, Task<OpenCodeResponse<T>>> send,
        CancellationToken cancellationToken) =>
        ExecuteAsync(call, retries, mustThrow: call.Options.ThrowOnError == true, send, cancellationToken);

    // A call passes through as few asynchronous methods as possible, because each costs memory, and startup time in the first call.
    private async Task<OpenCodeResponse<T>> ExecuteAsync<T>(
        Call call,
        int retries,
        bool mustThrow,
        Func<Call, CancellationToken, Task<OpenCodeResponse<T>>> send,
        CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested)
        {
            throw DisposedClient.CreateException();
        }

        using var lifetime = new CallLifetime(call.Options.Timeout, _options.TimeProvider, _closing.Token, cancellationToken);
        using var observation = _observer.Start(call);
        try
        {
            Remember(call);
            for (var retry = 0; ; retry++)
            {
                var outcome = await send(call, lifetime.Token).ConfigureAwait(false);
                if (retry == retries || RetryPolicy.Delay(outcome, retry, _options.TimeProvider.GetUtcNow()) is not { } delay)
                {
                    observation.End(outcome);
                    return mustThrow ? outcome.EnsureSuccess() : outcome;
                }

                observation.Retry(outcome.Error!, retry + 1, delay);
                await _options.TimeProvider.WaitAsync(delay, lifetime.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (lifetime.Reason(call.Describe(), e) is { } reason)
        {
            observation.End(reason);
            throw reason;
        }
        catch (OperationCanceledException e)
        {
            // The exception contains the caller's token, not the linked token of this call.
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

    private async Task<OpenCodeResponse<T>> TryAsync<T>(Call call, Func<ServerResponse, CancellationToken, Task<T>> read, bool anyStatus, CancellationToken cancellationToken)
    {
        ServerResponse response;
        try
        {
            response = new ServerResponse(call, await SendOnceAsync(call, cancellationToken).ConfigureAwait(false), Scrubber);
        }
        catch (OpenCodeConnectionException e)
        {
            return new OpenCodeResponse<T>(e, e.Request!, null);
        }

        try
        {
            if (!anyStatus && !response.Message.IsSuccessStatusCode)
            {
                throw await _responses.ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
            }

            var data = await read(response, cancellationToken).ConfigureAwait(false);
            _observer.Mismatched(call, response.Mismatches);
            return new OpenCodeResponse<T>(data, response.Request, response.Head);
        }
        catch (OpenCodeException e)
        {
            response.Dispose();
            return new OpenCodeResponse<T>(await _explain(e, call, cancellationToken).ConfigureAwait(false), response.Request, response.Head);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            if (_credentials.IsFromApplication)
            {
                return await SendWithKiotaAsync(call, cancellationToken).ConfigureAwait(false);
            }

            using var message = RequestMessage.Create(call, _credentials.Header, _connection);
            return await _connection.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // After a timeout of the HttpClient, a retry would also time out. The message of the outer exception describes the
            // timeout.
            throw OpenCodeConnectionException.NoResponse(call.Describe(), _isLimitedByHttpClient ? e : e.InnerException ?? e, Scrubber, isFinal: _isLimitedByHttpClient);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // For failures of the HttpClient and all exceptions of the caller's handlers, there is no response.
            cancellationToken.ThrowIfCancellationRequested();
            throw OpenCodeConnectionException.NoResponse(call.Describe(), e, Scrubber);
        }
    }

    /// <summary>
    /// Lets the application modify the request before it is sent, and handles the challenges of its authentication provider.
    /// </summary>
    private async Task<HttpResponseMessage> SendWithKiotaAsync(Call call, CancellationToken cancellationToken)
    {
        var capture = new NativeResponseHandler();
        var request = call.CreateRequest();
        request.AddRequestOptions([new ResponseHandlerOption { ResponseHandler = capture }]);

        // Only Kiota's method for streams does not wait for the complete response.
        await Kiota.SendPrimitiveAsync<Stream>(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (HttpResponseMessage)capture.Value!;
    }

    /// <summary>Remembers the secrets that a call sends.</summary>
    private void Remember(Call call)
    {
        if (call.BodyLength is > 0 and <= SecretScrubber.MaxRememberedBodyBytes)
        {
            Scrubber.Remember(call.Body!);
        }

        if (call.Options.Headers is { } headers && !ReferenceEquals(headers, Defaults.Headers))
        {
            Scrubber.Remember(headers.Values);
        }

        foreach (var header in call.Headers)
        {
            // Reserved headers, such as Accept, describe the request.
            if (!HeaderRules.IsReserved(header.Key))
            {
                Scrubber.Remember(header.Value);
            }
        }
    }

    private async Task<OpenCodeResponse<WebSocket>> ConnectAsync(Call call, CancellationToken cancellationToken)
    {
        using var message = await Kiota.ConvertToNativeRequestAsync<HttpRequestMessage>(call.CreateRequest(), cancellationToken).ConfigureAwait(false);
        return await _webSockets.ConnectAsync(message!, cancellationToken).ConfigureAwait(false);
    }
}
