using System.Net;
using System.Net.Http;

namespace OpenCode;

/// <summary>The status code and the headers of a response. Immutable.</summary>
public sealed class OpenCodeResponseInfo
{
    private readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> _headers;

    /// <summary>Initializes the description of a response, for example for a test.</summary>
    /// <param name="statusCode">The status code.</param>
    public OpenCodeResponseInfo(HttpStatusCode statusCode)
        : this(statusCode, [])
    {
    }

    /// <summary>Initializes the description of a response from its status code and headers. The content is not read.</summary>
    /// <param name="response">The response.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    public OpenCodeResponseInfo(HttpResponseMessage response)
        : this((response ?? throw new ArgumentNullException(nameof(response))).StatusCode, response.Headers.Concat(response.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
    {
    }

    internal OpenCodeResponseInfo(HttpStatusCode statusCode, IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        StatusCode = statusCode;
        // .NET Standard 2.0 has no Lazy<T> that is created from a value.
        var index = Index(headers);
        _headers = new Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>>(() => index);
    }

    private OpenCodeResponseInfo(HttpStatusCode statusCode, Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> headers)
    {
        StatusCode = statusCode;
        _headers = headers;
    }

    /// <summary>The status code.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>All headers, including those of the content. Names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers => _headers.Value;

    /// <summary>Returns the number and the name of the status code.</summary>
    public override string ToString() =>
        Enum.IsDefined(typeof(HttpStatusCode), StatusCode) ? $"{(int)StatusCode} {StatusCode}" : $"{(int)StatusCode}";

    /// <summary>
    /// Describes a response that nothing else changes. Its headers are copied when they are read, because few callers read them.
    /// </summary>
    internal static OpenCodeResponseInfo Of(HttpResponseMessage response)
    {
        var (headers, contentHeaders) = (response.Headers, response.Content?.Headers);
        return new(response.StatusCode, new Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>>(
            () => Index(contentHeaders is null ? headers : headers.Concat(contentHeaders))));
    }

    private static Dictionary<string, IReadOnlyList<string>> Index(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        var byName = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            byName[header.Key] = header.Value.ToArray();
        }

        return byName;
    }
}
