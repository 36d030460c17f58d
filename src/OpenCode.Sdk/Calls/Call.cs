using Microsoft.Kiota.Abstractions;
using OpenCode.Requests;

namespace OpenCode.Calls;

/// <summary>Represents a call in the pipeline: its request and its options.</summary>
internal sealed class Call
{
    private readonly RequestInformation _request;
    private readonly CallDefaults _defaults;
    private readonly OpenCodeRequestOptions? _place;
    private byte[]? _body;
    private Uri? _url;
    private bool _isExpandedHere;

    /// <param name="request">
    /// The request. It is not modified, so that its owner can send it more than once, even concurrently.
    /// </param>
    /// <param name="defaults">The server and the options of the client.</param>
    /// <param name="sender">The options of the view that sends the request, if the request was built elsewhere.</param>
    public Call(RequestInformation request, CallDefaults defaults, OpenCodeRequestOptions? sender = null)
    {
        _request = request;
        _defaults = defaults;
        OpenCodeRequestOptions? view = null;
        OpenCodeRequestOptions? own = null;
        foreach (var option in request.RequestOptions)
        {
            switch (option)
            {
                case ViewOptions of:
                    view = of.Options;
                    break;
                case OpenCodeRequestOptions of:
                    own = of;
                    break;
                case OperationName name:
                    Operation = name.Value;
                    break;
            }
        }

        own?.Validate();
        _place = sender?.With(own) ?? own;
        Options = defaults.With(view).With(sender).With(own);
        Method = MethodOf(request);
        Route = FindRoute(request.UrlTemplate);
    }

    /// <summary>
    /// Gets the combined options of the client, the view that built the request, the view that sends it, and the request. Later
    /// ones take precedence.
    /// </summary>
    public OpenCodeRequestOptions Options { get; }

    /// <summary>
    /// Gets the position after which an interrupted stream continues; null for the position of the request itself.
    /// </summary>
    public long? After { get; init; }

    public HttpMethod Method { get; }

    /// <summary>Gets the path of the URL template, for example <c>/session/{sessionID}</c>.</summary>
    public string Route { get; }

    /// <summary>
    /// Gets the name of the operation in the server's OpenAPI document; null for a request that was built manually.
    /// </summary>
    public string? Operation { get; }

    /// <summary>Gets a copy of the body; null if there is none, or if it is a stream of the caller.</summary>
    public byte[]? Body => _body ??= (_request.Content as MemoryStream)?.ToArray();

    /// <summary>Gets the size of the body in bytes; 0 if there is none, or if it is a stream of the caller.</summary>
    public long BodyLength => (_request.Content as MemoryStream)?.Length ?? 0;

    /// <summary>
    /// Gets the maximum number of retries; 0 if the body is a stream of the caller, which can be read only once.
    /// </summary>
    public int Retries => HasNoContent || _request.Content is MemoryStream ? RetryPolicy.Allowed(Method, Options) : 0;

    /// <summary>Gets the headers of the request itself.</summary>
    public RequestHeaders Headers => _request.Headers;

    /// <summary>Gets the options of the request itself, which handlers of the application can read.</summary>
    public IEnumerable<IRequestOption> RequestOptions => _request.RequestOptions;

    /// <summary>Gets the URL of the request.</summary>
    public Uri Url => _url ??= FindUrl();

    /// <summary>
    /// Gets whether the request is for the client's own server. A request that was built manually can have any URL.
    /// </summary>
    public bool IsToOwnServer => Url is var url && (_isExpandedHere || IsOwn(_defaults.Server, url));

    /// <summary>Returns whether a URL belongs to the server.</summary>
    public static bool IsOwn(Uri server, Uri url) =>
        Uri.Compare(url, server, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Validates a request that was built manually.</summary>
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
            throw new ArgumentException($"The request has no absolute HTTP or HTTPS URL: \"{DisplayUrl.Of(found)}\". A URL template starts with {{+baseurl}}.", "request");
        }
    }

    /// <summary>Describes the request, with the URL that it was actually sent to if that is known.</summary>
    public OpenCodeRequestInfo Describe(HttpResponseMessage? response = null) =>
        new(Method, response?.RequestMessage?.RequestUri ?? Url);

    /// <summary>Creates a request for one attempt. Kiota modifies the request that it sends and closes its content.</summary>
    public RequestInformation CreateRequest()
    {
        var request = CreateAddress();
        foreach (var header in _request.Headers)
        {
            request.Headers.Add(header.Key, [.. header.Value]);
        }

        // The headers of the request itself take precedence. The headers of the options are not sent to other servers.
        if (Options.Headers is { Count: > 0 } headers && IsToOwnServer)
        {
            foreach (var header in headers)
            {
                request.Headers.TryAdd(header.Key, header.Value);
            }
        }

        request.AddRequestOptions(_request.RequestOptions);
        request.Content = Content()!;
        return request;
    }

    /// <summary>
    /// Returns the body for one attempt. If a connection closes, HttpClient repeats a request without a body up to three times,
    /// regardless of its method. An empty body prevents this for requests that change data.
    /// </summary>
    public Stream? Content() =>
        Body is { } body ? new MemoryStream(body, writable: false)
        : HasNoContent && !RetryPolicy.IsSafe(Method) ? new MemoryStream([])
        : _request.Content;

    public override string ToString() => $"{Method} {Route}";

    private bool HasNoContent => _request.Content is null || _request.Content == Stream.Null;

    private Uri FindUrl()
    {
        var expanded = After is null && _place is null
            ? UrlTemplate.TryExpand(_request.UrlTemplate, _defaults.BaseUrl, _request.PathParameters, _request.QueryParameters)
            : null;
        _isExpandedHere = expanded is not null;
        return expanded is null ? CreateAddress().URI : new Uri(expanded);
    }

    /// <summary>Creates a request without headers and content.</summary>
    private RequestInformation CreateAddress()
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

        // The directory of the view that built the request takes precedence over that of the view that sends it.
        foreach (var parameter in _place?.ToPathParameters() ?? [])
        {
            request.PathParameters.TryAdd(parameter.Key, parameter.Value);
        }

        request.PathParameters["baseurl"] = _defaults.BaseUrl;
        return request;
    }

    /// <summary>Returns the URL; null if Kiota can't build it from the request.</summary>
    private Uri? Address()
    {
        try
        {
            return Url;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    private static HttpMethod MethodOf(RequestInformation request) => request.HttpMethod switch
    {
        Microsoft.Kiota.Abstractions.Method.GET => HttpMethod.Get,
        Microsoft.Kiota.Abstractions.Method.POST => HttpMethod.Post,
        Microsoft.Kiota.Abstractions.Method.PUT => HttpMethod.Put,
        Microsoft.Kiota.Abstractions.Method.DELETE => HttpMethod.Delete,
        var method => new HttpMethod(method.ToString()),
    };

    private static string FindRoute(string? template)
    {
        const string BaseUrl = "{+baseurl}";
        var start = template?.StartsWith(BaseUrl, StringComparison.Ordinal) == true ? BaseUrl.Length : 0;
        var path = (template ?? "")[start..];
        var query = path.IndexOf("{?", StringComparison.Ordinal);
        return query < 0 ? path : path[..query];
    }
}
