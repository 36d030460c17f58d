using OpenCode.Compatibility;

namespace OpenCode;

/// <summary>The server is of a version that does not have the operation.</summary>
/// <remarks><c>docs/compatibility.md</c> shows what works with which version.</remarks>
public sealed class OpenCodeUnsupportedOperationException : OpenCodeException
{
    internal OpenCodeUnsupportedOperationException(string operation, string route, string? serverVersion, OpenCodeException failure)
        : base(Words(operation, route, serverVersion), failure, failure.Request, failure.Response)
    {
        Operation = operation;
        ServerVersion = serverVersion;
    }

    /// <summary>The operation's name in the server's document, for instance <c>session.list</c>.</summary>
    public string Operation { get; }

    /// <summary>The server's version; null if it does not tell, which is so before 1.1.</summary>
    public string? ServerVersion { get; }

    private static string Words(string operation, string route, string? version) =>
        $"The server is opencode {version ?? "of a version before 1.1"}, which does not have {operation} ({route}). This SDK is made for {TestedServers.Newest}.";
}
