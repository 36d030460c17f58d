using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpenCode.Testing.Store;
using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>Converts requests to responses. Disposing it has no effect, because clients share it.</summary>
internal sealed class FakeHandler(FakeStore store, HookBook hooks, RouteTable routes, DefaultAnswers answers, CancellationToken closed) : HttpMessageHandler
{
    private const string DirectoryHeader = "x-opencode-directory";

    private readonly List<FakeRequest> _requests = [];

    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed);
        try
        {
            if (closed.IsCancellationRequested)
            {
                throw new HttpRequestException("FakeOpenCode has been disposed.");
            }

            var received = await ReadAsync(request, ending.Token).ConfigureAwait(false);
            lock (_requests)
            {
                _requests.Add(received);
            }

            var response = await RespondAsync(received, ending.Token).ConfigureAwait(false);
            await DelayAsync(response.Delay, ending.Token).ConfigureAwait(false);
            return response.Failure is null ? Message(request, response) : throw new HttpRequestException(response.Failure.Message);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("FakeOpenCode has been disposed.", e);
        }
    }

    private async Task<FakeResponse> RespondAsync(FakeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsAuthorized(request))
            {
                return FakeResponse.Empty(HttpStatusCode.Unauthorized) with { Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Basic realm=\"opencode\"" } };
            }

            return hooks.Find(request)
                ?? await routes.TryRespondAsync(request, cancellationToken).ConfigureAwait(false)
                ?? answers.Find(request)
                ?? (request.Method == HttpMethod.Get
                    ? FakeResponse.Text("<!doctype html><title>opencode</title>")
                    : FakeResponse.Empty(HttpStatusCode.NotFound));
        }
        catch (WireFailure e)
        {
            return FakeResponse.Of(e.Body) with { Status = e.Status };
        }
    }

    private bool IsAuthorized(FakeRequest request)
    {
        if (store.Options.Password is not { Length: > 0 } password)
        {
            return true;
        }

        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{store.Options.Username}:{password}"));
        return request.Headers.TryGetValue("Authorization", out var value) && value == expected;
    }

    private Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? Task.CompletedTask : store.Options.TimeProvider.WaitAsync(delay, cancellationToken);

    private async Task<FakeRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var uri = request.RequestUri ?? throw new HttpRequestException("The request does not have a URL.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            headers[header.Key] = string.Join(", ", header.Value);
        }

        var query = ParseQuery(uri.Query);
        return new FakeRequest
        {
            Method = request.Method,
            Path = Uri.UnescapeDataString(uri.AbsolutePath),
            Query = query,
            Headers = headers,
            Body = await BodyAsync(request, cancellationToken).ConfigureAwait(false),
            Directory = query.TryGetValue("directory", out var directory) ? directory
                : headers.TryGetValue(DirectoryHeader, out var encoded) ? Uri.UnescapeDataString(encoded)
                : store.Options.Directory,
        };
    }

    private static async Task<string> BodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return "";
        }

#if NET
        return await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
#else
        cancellationToken.ThrowIfCancellationRequested();
        return await request.Content.ReadAsStringAsync().ConfigureAwait(false);
#endif
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&').Where(p => p.Length > 0))
        {
            var at = pair.IndexOf('=');
            var (name, value) = at < 0 ? (pair, "") : (pair.Substring(0, at), pair.Substring(at + 1));
            values[Decode(name)] = Decode(value);
        }

        return values;

        static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    private static HttpResponseMessage Message(HttpRequestMessage request, FakeResponse response)
    {
        HttpContent content = response.Stream is { } stream ? new StreamContent(stream) : new ByteArrayContent(Encoding.UTF8.GetBytes(response.Body));
        if (response.Stream is not null || response.Body.Length > 0 || response.ContentType != FakeResponse.JsonType)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(response.ContentType);
        }

        var message = new HttpResponseMessage(response.Status) { Content = content, RequestMessage = request };
        foreach (var header in response.Headers)
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return message;
    }
}
