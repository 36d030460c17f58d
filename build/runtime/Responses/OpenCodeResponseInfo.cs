using System.Net;
using System.Net.Http;

namespace OpenCode;

/// <summary>The head of a server's answer. Immutable.</summary>
public sealed class OpenCodeResponseInfo
{
    internal OpenCodeResponseInfo(HttpResponseMessage response)
        : this(response.StatusCode, response.Headers.Concat(response.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
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

    /// <summary>The status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>All headers, those of the content included. Upper and lower case in a name do not matter.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    /// <summary>The status as number and name.</summary>
    public override string ToString() =>
        Enum.IsDefined(typeof(HttpStatusCode), StatusCode) ? $"{(int)StatusCode} {StatusCode}" : $"{(int)StatusCode}";
}
