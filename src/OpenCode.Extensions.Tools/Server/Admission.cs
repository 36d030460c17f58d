using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpenCode.Tools.Server;

/// <summary>
/// Decides who may call the tools: whoever knows the path and the token. A page in a browser cannot, even with a host name of its own that
/// leads to this machine.
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

    /// <summary>The path of the MCP server.</summary>
    public string Path { get; }

    /// <summary>The header that requests must have.</summary>
    public string Authorization { get; }

    /// <returns>The status of the refusal; null if the request may pass.</returns>
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

    /// <summary>256 bits.</summary>
    private static string Secret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    /// <summary>Takes the same time wherever the texts differ.</summary>
    private static bool IsEqual(string text, byte[] expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), expected);
}
