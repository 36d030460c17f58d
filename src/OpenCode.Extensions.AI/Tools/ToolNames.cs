using Microsoft.Extensions.AI;

namespace OpenCode.AI.Tools;

/// <summary>The names of the caller's functions. The model sees them behind the name of their MCP server, with an underscore for each character that is no letter, digit, '_' or '-'.</summary>
internal sealed class ToolNames
{
    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal);

    /// <param name="server">The name of the MCP server.</param>
    /// <param name="functions">The functions.</param>
    public ToolNames(string server, IEnumerable<AIFunction> functions)
    {
        foreach (var function in functions)
        {
            _functions[$"{server}_{new string([.. function.Name.Select(c => IsKept(c) ? c : '_')])}"] = function.Name;
        }
    }

    /// <summary>The name of the caller's function; that of the tool if it is another's.</summary>
    public string Of(string tool) => _functions.TryGetValue(tool, out var function) ? function : tool;

    private static bool IsKept(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';
}
