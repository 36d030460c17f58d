using System.Net;
using System.Net.Http;

namespace OpenCode;

/// <summary>The status code and the headers of a response. Immutable.</summary>
public sealed class OpenCodeResponseInfo
{
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
        var byName = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            byName[header.Key] = header.Value.ToArray();
        }

        Headers = byName;
    }

    /// <summary>The status code.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>All headers, including those of the content. Names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    /// <summary>Returns the number and the name of the status code.</summary>
    public override string ToString() =>
        Enum.IsDefined(typeof(HttpStatusCode), StatusCode) ? $"{(int)StatusCode} {StatusCode}" : $"{(int)StatusCode}";
}
