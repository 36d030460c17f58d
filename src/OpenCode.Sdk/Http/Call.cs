using Microsoft.Kiota.Abstractions;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>A call on its way through the pipeline: what is sent, and what is to be known of it.</summary>
internal sealed class Call
{
    private readonly RequestInformation _request;
    private readonly string _baseUrl;

    /// <param name="request">It is left as it is, so that its owner may send it again, at the same time too.</param>
    /// <param name="baseUrl">Where the server is.</param>
    /// <param name="defaults">Options for what the request's own leave open.</param>
    public Call(RequestInformation request, string baseUrl, OpenCodeRequestOptions defaults)
    {
        _request = request;
        _baseUrl = baseUrl;
        Options = FindOptions(request, defaults);
        Method = new HttpMethod(request.HttpMethod.ToString());
        Route = FindRoute(request.UrlTemplate);
        Operation = request.RequestOptions.OfType<OperationName>().FirstOrDefault()?.Value;
    }

    public OpenCodeRequestOptions Options { get; }

    public HttpMethod Method { get; }

    /// <summary>The path of the URL template, for instance <c>/session/{sessionID}</c>.</summary>
    public string Route { get; }

    /// <summary>The operation's name in the server's document; null if the request was made by hand.</summary>
    public string? Operation { get; }

    /// <summary>The body, if it can be had without taking it from the one who sends it.</summary>
    public byte[]? Body => (_request.Content as MemoryStream)?.ToArray();

    /// <summary>The request's own options, and the defaults for what they leave open.</summary>
    public static OpenCodeRequestOptions FindOptions(RequestInformation request, OpenCodeRequestOptions defaults)
    {
        if (request.RequestOptions.OfType<OpenCodeRequestOptions>().FirstOrDefault() is not { } own)
        {
            return defaults;
        }

        own.Validate();
        return defaults.With(own);
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

        foreach (var header in _request.Headers)
        {
            request.Headers.Add(header.Key, [.. header.Value]);
        }

        request.PathParameters["baseurl"] = _baseUrl;
        request.AddRequestOptions(_request.RequestOptions);
        request.Content = Body is { } body ? new MemoryStream(body, writable: false) : _request.Content;
        return request;
    }

    public override string ToString() => $"{Method} {Route}";

    private static string FindRoute(string? template)
    {
        var path = (template ?? "").Replace("{+baseurl}", "");
        var query = path.IndexOf("{?", StringComparison.Ordinal);
        return query < 0 ? path : path[..query];
    }
}
