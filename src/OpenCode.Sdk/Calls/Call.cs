using Microsoft.Kiota.Abstractions;
using OpenCode.Requests;

namespace OpenCode.Calls;

/// <summary>A call in the pipeline: its request and its options.</summary>
internal sealed class Call
{
    private readonly RequestInformation _request;
    private readonly Uri _server;
    private readonly OpenCodeRequestOptions? _place;
    private byte[]? _body;

    /// <param name="request">The request. It is not changed, so that its owner can send it again, even concurrently.</param>
    /// <param name="server">The base URL of the server.</param>
    /// <param name="defaults">The options of the client.</param>
    /// <param name="sender">The options of the view that sends a request built elsewhere.</param>
    public Call(RequestInformation request, Uri server, OpenCodeRequestOptions defaults, OpenCodeRequestOptions? sender = null)
    {
        _request = request;
        _server = server;
        var own = OptionOf<OpenCodeRequestOptions>(request);
        _place = sender?.With(own) ?? own;
        Options = FindOptions(request, defaults, sender);
        Method = new HttpMethod(request.HttpMethod.ToString());
        Route = FindRoute(request.UrlTemplate);
        Operation = OptionOf<OperationName>(request)?.Value;
    }

    public OpenCodeRequestOptions Options { get; }

    /// <summary>The position after which an interrupted stream continues; null for the position of the request itself.</summary>
    public long? After { get; init; }

    public HttpMethod Method { get; }

    /// <summary>The path of the URL template, for example <c>/session/{sessionID}</c>.</summary>
    public string Route { get; }

    /// <summary>The name of the operation in the server's OpenAPI document; null for a request that was built by hand.</summary>
    public string? Operation { get; }

    /// <summary>A copy of the body; null if there is none, or if it is a stream of the caller.</summary>
    public byte[]? Body => _body ??= (_request.Content as MemoryStream)?.ToArray();

    /// <summary>The size of the body in bytes; 0 if there is none, or if it is a stream of the caller.</summary>
    public long BodyLength => (_request.Content as MemoryStream)?.Length ?? 0;

    /// <summary>The maximum number of retries. A stream of the caller can be read only once.</summary>
    public int Retries => HasNoContent || _request.Content is MemoryStream ? RetryPolicy.Allowed(Method, Options) : 0;

    /// <summary>Combines the options of the client, of the view that built the request, of the view that sends it, and of the request. Later ones take precedence.</summary>
    public static OpenCodeRequestOptions FindOptions(RequestInformation request, OpenCodeRequestOptions defaults, OpenCodeRequestOptions? sender = null)
    {
        var options = defaults.With(OptionOf<ViewOptions>(request)?.Options).With(sender);
        if (OptionOf<OpenCodeRequestOptions>(request) is not { } own)
        {
            return options;
        }

        own.Validate();
        return options.With(own);
    }

    /// <summary>Whether a URL leads to the server. A request that was built by hand can lead anywhere.</summary>
    public static bool IsOwn(Uri server, Uri url) =>
        Uri.Compare(url, server, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Validates a request that was built by hand.</summary>
    /// <exception cref="ArgumentException">The request can't be sent.</exception>
    public void Validate()
    {
        foreach (var header in _request.Headers)
        {
            HeaderRules.ValidateName(header.Key, "request");
            foreach (var value in header.Value)
            {
                HeaderRules.ValidateValue(header.Key, value, "request");
            }
        }

        foreach (var parameter in _request.PathParameters.Concat(_request.QueryParameters))
        {
            Require.NoLoneSurrogate(parameter.Value as string, parameter.Key);
        }

        var address = Address();
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            var found = address is { IsAbsoluteUri: true } ? $"{address.Scheme}://{address.Host}" : _request.UrlTemplate;
            throw new ArgumentException($"The request has no absolute HTTP or HTTPS URL: \"{DisplayText.Of(found)}\". A URL template starts with {{+baseurl}}.", "request");
        }
    }

    /// <summary>Describes the request, with the URL that it was really sent to if that is known.</summary>
    public OpenCodeRequestInfo Describe(HttpResponseMessage? response = null) =>
        new(Method, response?.RequestMessage?.RequestUri ?? CreateRequest().URI);

    /// <summary>Creates a request for one attempt. Kiota changes the request that it sends and closes its content.</summary>
    public RequestInformation CreateRequest()
    {
        var request = new RequestInformation { HttpMethod = _request.HttpMethod, UrlTemplate = _request.UrlTemplate };
        if (string.IsNullOrEmpty(_request.UrlTemplate))
        {
            request.URI = _request.URI;
        }

        foreach (var parameter in _request.PathParameters)
        {
            request.PathParameters[parameter.Key] = parameter.Value;
        }

        foreach (var parameter in _request.QueryParameters)
        {
            request.QueryParameters[parameter.Key] = parameter.Value;
        }

        if (After is { } position)
        {
            request.QueryParameters["after"] = UrlValue.Integer(position);
        }

        foreach (var header in _request.Headers)
        {
            request.Headers.Add(header.Key, [.. header.Value]);
        }

        // The directory of the view that built the request takes precedence over that of the view that sends it.
        foreach (var parameter in _place?.ToPathParameters() ?? [])
        {
            request.PathParameters.TryAdd(parameter.Key, parameter.Value);
        }

        request.PathParameters["baseurl"] = _server.AbsoluteUri.TrimEnd('/');
        AddHeaders(request);
        request.AddRequestOptions(_request.RequestOptions);
        request.Content = Content()!;
        return request;
    }

    public override string ToString() => $"{Method} {Route}";

    private bool HasNoContent => _request.Content is null || _request.Content == Stream.Null;

    /// <summary>Adds the headers of the options. Those of the request itself take precedence, and no other server gets them.</summary>
    private void AddHeaders(RequestInformation request)
    {
        if (Options.Headers is not { Count: > 0 } headers || !IsOwn(_server, request.URI))
        {
            return;
        }

        foreach (var header in headers)
        {
            request.Headers.TryAdd(header.Key, header.Value);
        }
    }

    /// <summary>
    /// The body for one attempt. HttpClient itself repeats a request without a body up to three times when a connection closes,
    /// whatever its method; an empty body prevents that for requests that change something.
    /// </summary>
    private Stream? Content() =>
        Body is { } body ? new MemoryStream(body, writable: false)
        : HasNoContent && !RetryPolicy.IsSafe(Method) ? new MemoryStream([])
        : _request.Content;

    /// <summary>The URL; null if Kiota can't build one from the request.</summary>
    private Uri? Address()
    {
        try
        {
            return CreateRequest().URI;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    private static TOption? OptionOf<TOption>(RequestInformation request)
        where TOption : class, IRequestOption => request.RequestOptions.OfType<TOption>().FirstOrDefault();

    private static string FindRoute(string? template)
    {
        var path = (template ?? "").Replace("{+baseurl}", "");
        var query = path.IndexOf("{?", StringComparison.Ordinal);
        return query < 0 ? path : path[..query];
    }
}
