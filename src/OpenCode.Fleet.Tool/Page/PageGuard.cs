using System.Net;
using Microsoft.AspNetCore.Http;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>Refuses requests that other web sites make through a browser, and limits what the page itself can do.</summary>
internal static class PageGuard
{
    /// <summary>A header that other sites can't send, which each request that changes something must have.</summary>
    public const string Header = "X-OpenCode-Fleet";

    public const string Api = "/api";

    private const string Policy = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ";

    private const string PagePolicy = $"{Policy}style-src 'self'; img-src 'self'";

    /// <summary>The dashboard has fonts and images in its style sheet, and diagrams with styles of their own.</summary>
    private const string DashboardPolicy = $"{Policy}style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";

    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        var isDashboard = request.Path.StartsWithSegments(OrleansDashboard.Path);
        var isData = isDashboard || request.Path.StartsWithSegments(Api);
        response.Headers.ContentSecurityPolicy = isDashboard ? DashboardPolicy : PagePolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = isData ? "no-store" : "no-cache";
        if (!IsKnownHost(request.Host))
        {
            response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        }

        if (isData && !IsFromPage(request))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>
    /// Whether the address can't be another site's. A site can let its own name point to this machine, but not an IP address.
    /// </summary>
    private static bool IsKnownHost(HostString host) => host.Host is "localhost" || IPAddress.TryParse(host.Host, out _);

    private static bool IsFromPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
        && (HttpMethods.IsGet(request.Method) || (request.Headers.ContainsKey(Header) && IsSameOrigin(request)));

    /// <summary>Whether the request has no origin, as those of programs, or that of the page.</summary>
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is var origin
        && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value));
}
