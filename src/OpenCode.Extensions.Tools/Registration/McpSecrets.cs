using OpenCode.Models;

namespace OpenCode.Tools.Registration;

/// <summary>Masks the credentials of an MCP server in texts of the opencode server.</summary>
internal sealed class McpSecrets
{
    /// <summary>
    /// The minimum length of masked values. Shorter values can occur in texts by coincidence, and masking them would make the
    /// texts unreadable.
    /// </summary>
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
