using Microsoft.Kiota.Abstractions;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>A call on its way through the pipeline: what is sent, and what is to be known of it.</summary>
internal sealed class Call
{
    private readonly RequestInformation _request;
    private readonly string _baseUrl;
    private readonly OpenCodeRequestOptions? _place;

    /// <param name="request">It is left as it is, so that its owner may send it again, at the same time too.</param>
    /// <param name="baseUrl">Where the server is.</param>
    /// <param name="defaults">The client's options.</param>
    /// <param name="sender">What the view asks for that sends a request made elsewhere.</param>
    public Call(RequestInformation request, string baseUrl, OpenCodeRequestOptions defaults, OpenCodeRequestOptions? sender = null)
    {
        _request = request;
        _baseUrl = baseUrl;
        var own = OptionOf<OpenCodeRequestOptions>(request);
        _place = sender?.With(own) ?? own;
        Options = FindOptions(request, defaults, sender);
        Method = new HttpMethod(request.HttpMethod.ToString());
        Route = FindRoute(request.UrlTemplate);
        Operation = OptionOf<OperationName>(request)?.Value;
    }

    public OpenCodeRequestOptions Options { get; }

    /// <summary>Where a stream goes on that was cut; null if the request says so itself.</summary>
    public long? After { get; init; }

    public HttpMethod Method { get; }

    /// <summary>The path of the URL template, for instance <c>/session/{sessionID}</c>.</summary>
    public string Route { get; }

    /// <summary>The operation's name in the server's document; null if the request was made by hand.</summary>
    public string? Operation { get; }

    /// <summary>The body, if it can be had without taking it from the one who sends it.</summary>
    public byte[]? Body => (_request.Content as MemoryStream)?.ToArray();

    /// <summary>How often the call may be sent again. A stream of the caller's can be read only once.</summary>
    public int Retries => HasNoContent || _request.Content is MemoryStream ? RetryPolicy.Allowed(Method, Options) : 0;

    /// <summary>The client's options, under those of the view that made the request, of the view that sends it, and of the request itself.</summary>
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

    /// <summary>Makes sure that a request made by hand can be sent.</summary>
    /// <exception cref="ArgumentException">It can't.</exception>
    public void Validate()
    {
        if (_request.Headers.Any(header => header.Value.Any(value => value.IndexOfAny(['\r', '\n', '\0']) >= 0)))
        {
            throw new ArgumentException("A header of the request holds a line break.", "request");
        }

        if (Address() is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException("The request has no absolute HTTP address. A URL template starts with {+baseurl}.", "request");
        }
    }

    /// <summary>What was asked, in the address that it really went to if that is known.</summary>
    public OpenCodeRequestInfo Describe(HttpResponseMessage? response = null) =>
        new(Method, response?.RequestMessage?.RequestUri ?? CreateRequest().URI);

    /// <summary>A request for one try. Kiota adds to what it sends and closes its content, so each try gets its own.</summary>
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

        // A request made elsewhere works where it was made to work, or else where the view does that sends it.
        foreach (var parameter in _place?.ToPathParameters() ?? [])
        {
            request.PathParameters.TryAdd(parameter.Key, parameter.Value);
        }

        request.PathParameters["baseurl"] = _baseUrl;
        request.AddRequestOptions(_request.RequestOptions);
        request.Content = Content()!;
        return request;
    }

    public override string ToString() => $"{Method} {Route}";

    private bool HasNoContent => _request.Content is null || _request.Content == Stream.Null;

    /// <summary>
    /// A body for one try. HttpClient sends what has no body again by itself when a connection closes, up to three times and
    /// whatever the method; an empty body keeps it from repeating what changes something.
    /// </summary>
    private Stream? Content() =>
        Body is { } body ? new MemoryStream(body, writable: false)
        : HasNoContent && !RetryPolicy.IsSafe(Method) ? new MemoryStream([])
        : _request.Content;

    /// <summary>Null if Kiota can't make one of what the request says.</summary>
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
