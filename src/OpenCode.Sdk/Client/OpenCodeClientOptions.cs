namespace OpenCode;

/// <summary>How a client reaches its server.</summary>
public sealed record OpenCodeClientOptions
{
    /// <summary>The address a server has by default: <c>http://localhost:4096</c>.</summary>
    public static Uri DefaultBaseUrl { get; } = new("http://localhost:4096");

    /// <summary>
    /// Where the server is. By default the <see cref="HttpClient.BaseAddress"/> of an <see cref="HttpClient"/> of yours, or else
    /// <see cref="DefaultBaseUrl"/>. A path in it is kept; a user name, a query or a fragment is refused.
    /// </summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The user name for HTTP Basic; by default <c>opencode</c>. It is sent only with a password.</summary>
    public string Username { get; init; } = "opencode";

    /// <summary>The password for HTTP Basic; by default none.</summary>
    public string? Password { get; init; }

    /// <summary>The project directory calls work in; by default the server's own.</summary>
    public string? Directory { get; init; }

    /// <summary>The workspace calls work in; by default none.</summary>
    public string? Workspace { get; init; }

    /// <summary>The largest answer that is read into memory, in bytes; by default 64 MiB, at most 2 GiB. Streams are not limited by it.</summary>
    public long MaxResponseBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>What these options are, without the password.</summary>
    public override string ToString() => $"{nameof(OpenCodeClientOptions)} {{ BaseUrl = {BaseUrl}, Directory = {Directory}, Workspace = {Workspace} }}";
}
