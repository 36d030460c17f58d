using System.Net.Http;

namespace OpenCode;

/// <summary>A request to the server, without its headers and content. Immutable.</summary>
public sealed class OpenCodeRequestInfo
{
    /// <summary>Initializes the description of a request, for example for a test.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="url">The absolute URL, including the query.</param>
    /// <exception cref="ArgumentNullException"><paramref name="method"/> or <paramref name="url"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="url"/> is not absolute.</exception>
    public OpenCodeRequestInfo(HttpMethod method, Uri url)
    {
        Require.NotNull(method, nameof(method));
        Require.NotNull(url, nameof(url));
        if (!url.IsAbsoluteUri)
        {
            throw new ArgumentException($"The URL \"{DisplayUrl.Of(url)}\" is not absolute. Specify a URL with a scheme and a host.", nameof(url));
        }

        Method = method;
        Url = url;
    }

    /// <summary>The HTTP method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The URL, including the query.</summary>
    public Uri Url { get; }

    /// <summary>Returns the method and the URL without its user information and query, which may contain secrets.</summary>
    public override string ToString() => DisplayText.Of($"{Method} {Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}");
}
