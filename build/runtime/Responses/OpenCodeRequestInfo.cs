using System.Net.Http;

namespace OpenCode;

/// <summary>What was asked of a server, without headers and body. Immutable.</summary>
public sealed class OpenCodeRequestInfo
{
    internal OpenCodeRequestInfo(HttpMethod method, Uri url)
    {
        Method = method;
        Url = url;
    }

    /// <summary>The method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The address, query included.</summary>
    public Uri Url { get; }

    /// <summary>Method and address. The query stays out: it may hold what nobody should read.</summary>
    public override string ToString() => $"{Method} {Url.GetLeftPart(UriPartial.Path)}";
}
