using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>Masks in texts of the server what gives access to an MCP server.</summary>
internal sealed class McpSecrets
{
    /// <summary>Shorter values would make texts unreadable where they occur by chance.</summary>
    private const int MinLength = 8;

    private readonly List<string> _secrets;

    public McpSecrets(McpServerConfig config)
    {
        IEnumerable<string> values = config switch
        {
            McpRemoteConfig remote => [.. remote.Headers?.Values ?? [], .. PathOf(remote.Url)],
            McpLocalConfig local => local.Environment?.Values ?? [],
            _ => [],
        };
        _secrets = [.. values.SelectMany(value => value.Split(' ')).Where(value => value.Length >= MinLength).OrderByDescending(value => value.Length)];
    }

    public string Mask(string text) => _secrets.Aggregate(text, static (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    private static IEnumerable<string> PathOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? [uri.PathAndQuery.TrimStart('/')] : [];
}
