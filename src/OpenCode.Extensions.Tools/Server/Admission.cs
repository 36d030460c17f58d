using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpenCode.Tools.Server;

/// <summary>
/// Decides which requests are accepted: only those with the secret path and the token. Pages in a browser are refused, even if
/// their host name resolves to this machine.
/// </summary>
internal sealed class Admission
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _path;
    private readonly byte[] _authorization;

    public Admission()
    {
        Path = $"/{Secret()}";
        Authorization = Scheme + Secret();
        _path = Encoding.UTF8.GetBytes(Path);
        _authorization = Encoding.UTF8.GetBytes(Authorization);
    }

    /// <summary>The path of the MCP server or the hooks.</summary>
    public string Path { get; }

    /// <summary>The value of the Authorization header that requests must have.</summary>
    public string Authorization { get; }

    /// <returns>The status code if the request is refused; null if it is accepted.</returns>
    public int? Refuse(HttpRequest request, int port)
    {
        if (request.Headers.Origin.Count > 0 || request.Host.Value != FormattableString.Invariant($"127.0.0.1:{port}"))
        {
            return StatusCodes.Status403Forbidden;
        }

        if (!IsEqual(request.Path.Value ?? "", _path))
        {
            return StatusCodes.Status404NotFound;
        }

        return request.Headers.Authorization is [{ } authorization] && IsEqual(authorization, _authorization) ? null : StatusCodes.Status401Unauthorized;
    }

    /// <summary>Creates a secret of 256 bits.</summary>
    private static string Secret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    /// <summary>Compares texts in constant time.</summary>
    private static bool IsEqual(string text, byte[] expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), expected);
}
