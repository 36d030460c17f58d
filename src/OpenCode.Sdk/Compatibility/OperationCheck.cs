using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Kiota.Abstractions;
using OpenCode.Calls;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Versions;

namespace OpenCode.Compatibility;

/// <summary>
/// Determines whether a call failed because the server does not support its operation. No server reports this: newer servers
/// return 200 with the page of their web UI, older servers forward the call to a website and return its response, and all of them
/// interpret the last segment of <c>GET /pty/shells</c> as an identifier if they support only <c>GET /pty/{ptyID}</c>. See
/// https://github.com/anomalyco/opencode/issues/39017 and https://github.com/anomalyco/opencode/pull/17104. Thread-safe.
/// </summary>
internal sealed class OperationCheck(OpenCodeRequestAdapter adapter)
{
    /// <summary>
    /// The minimum number of operations in a usable document. The documents of some versions contain only a few operations. See
    /// https://github.com/anomalyco/opencode/issues/21711.
    /// </summary>
    private const int PlausibleOperations = 50;

    private static readonly Regex s_parameter = new(@"\{[^}]*\}");

    private static readonly Version s_firstWithOwnPage = new(1, 15);

    /// <summary>The timeout for the requests that explain an error.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly OpenCodeRequestOptions s_once = new() { MaxRetries = 0, ThrowOnError = false };

    /// <summary>Returns the failure, or an exception that reports that the operation is missing.</summary>
    public async Task<OpenCodeException> ExplainAsync(OpenCodeException failure, Call call, CancellationToken cancellationToken)
    {
        var isMistaken = MayBeStale(failure, call);
        var isMissing = MayBeMissing(failure);
        if (call.Operation is null || !(isMistaken || isMissing || MayBeLater(failure, call)))
        {
            return failure;
        }

        using var health = isMistaken || isMissing ? await GetJsonAsync("/global/health", cancellationToken).ConfigureAwait(false) : null;
        var version = Text(health, "version");
        if (version is null)
        {
            // Servers with a later major version report their version at this route. Servers 1.x have no route or no version
            // there.
            using var later = await GetJsonAsync("/api/health", cancellationToken).ConfigureAwait(false);
            version = Text(later, "version") is { } found && ServerLine.IsUnsupported(found) ? found : null;
        }

        if (ServerLine.IsUnsupported(version))
        {
            return new OpenCodeUnsupportedOperationException(call.Operation, call.ToString(), version, failure);
        }

        if (!isMistaken && !isMissing)
        {
            return failure;
        }

        var isPage = failure is OpenCodeProtocolException;
        if (!isPage && !isMistaken && Version.TryParse(version, out var parsed) && parsed >= s_firstWithOwnPage)
        {
            return failure;
        }

        using var document = await GetJsonAsync("/doc", cancellationToken).ConfigureAwait(false);
        var operations = Operations(document);

        // A server that reports neither its version nor its operations may not be an opencode server.
        var isAbsent = operations.Count < PlausibleOperations ? isPage && version is not null : !operations.Contains(Key(call.Method.Method, call.Route));
        return isAbsent ? new OpenCodeUnsupportedOperationException(call.Operation, call.ToString(), version, failure) : failure;
    }

    private static bool MayBeMissing(OpenCodeException failure) => failure switch
    {
        OpenCodeProtocolException protocol => protocol.IsPage,
        OpenCodeApiException { StatusCode: HttpStatusCode.InternalServerError } => true,
        OpenCodeApiException { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, Error: null or UnknownOpenCodeError } => true,
        _ => false,
    };

    /// <summary>
    /// Returns whether the response may be from a server with a later major version, which also has routes that start with
    /// <c>/api/</c>, but with other requests and responses.
    /// </summary>
    private static bool MayBeLater(OpenCodeException failure, Call call) => failure switch
    {
        OpenCodeApiException { StatusCode: HttpStatusCode.Unauthorized } => true,
        OpenCodeProtocolException or OpenCodeApiException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed } =>
            call.Route.StartsWith("/api/", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>
    /// Returns whether a server may have interpreted the call as another operation with an identifier in that segment.
    /// </summary>
    private static bool MayBeStale(OpenCodeException failure, Call call) =>
        failure is OpenCodeApiException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound } && call.Method == HttpMethod.Get && !s_parameter.IsMatch(call.Route);

    /// <summary>Returns the JSON of the response; null if there is no response or no JSON.</summary>
    private async Task<JsonDocument?> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        var request = new RequestInformation { HttpMethod = Method.GET, UrlTemplate = "{+baseurl}" + path };
        using var patience = TimeProvider.System.CancelAfter(s_patience);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var outcome = await adapter.SendRawAsync(request, s_once, limit.Token).ConfigureAwait(false);
            if (!outcome.IsSuccess)
            {
                return null;
            }

            using var response = outcome.Data;
            return response is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "application/json" }
                ? JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false))
                : null;
        }
        catch (Exception e) when (e is TimeoutException or JsonException or HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The failure can't be explained.
            return null;
        }
    }

    private static string? Text(JsonDocument? document, string member) =>
        document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static HashSet<string> Operations(JsonDocument? document) =>
        document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("paths", out var paths) && paths.ValueKind == JsonValueKind.Object
            ? new(from path in paths.EnumerateObject() where path.Value.ValueKind == JsonValueKind.Object from method in path.Value.EnumerateObject() select Key(method.Name, path.Name), StringComparer.OrdinalIgnoreCase)
            : [];

    /// <summary>Returns the key of an operation, without the names of path parameters, which differ between versions.</summary>
    private static string Key(string method, string route) => $"{method} {s_parameter.Replace(route.Replace("{/path*}", "/*"), "{}")}";
}
