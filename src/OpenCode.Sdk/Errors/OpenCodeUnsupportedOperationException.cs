using OpenCode.Versions;

namespace OpenCode;

/// <summary>Thrown when the version of the server does not support the operation.</summary>
/// <remarks><c>docs/compatibility.md</c> shows what works with which version.</remarks>
public sealed class OpenCodeUnsupportedOperationException : OpenCodeException
{
    /// <summary>Initializes an exception, for example in a test.</summary>
    /// <param name="operation">
    /// The name of the operation in the server's OpenAPI document, for example <c>session.list</c>.
    /// </param>
    /// <param name="route">The HTTP method and the URL template, for example <c>GET /session</c>.</param>
    /// <param name="serverVersion">The version of the server; null if it is not known.</param>
    /// <param name="innerException">The failure that the server responded with; null if there is none.</param>
    public OpenCodeUnsupportedOperationException(string operation, string route, string? serverVersion, OpenCodeException? innerException = null)
        : base(Describe(operation, route, serverVersion), innerException, innerException?.Request, innerException?.Response)
    {
        Operation = operation;
        ServerVersion = serverVersion;
    }

    /// <summary>Gets the name of the operation in the server's OpenAPI document, for example <c>session.list</c>.</summary>
    public string Operation { get; }

    /// <summary>Gets the version of the server; null if the server does not report it, as before 1.1.</summary>
    public string? ServerVersion { get; }

    private static string Describe(string operation, string route, string? version) => ServerLine.IsUnsupported(version)
        ? $"{ServerLine.Explain(DisplayText.OfName(version!))} ({operation}, {route})"
        : $"The server is opencode {DisplayText.OfName(version) ?? "1.0 or earlier"}, which does not support {operation} ({route}). This SDK is built for opencode {TestedServers.Newest}.";
}
