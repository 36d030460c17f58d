using Microsoft.Extensions.AI;
using OpenCode.Tools.Names;

namespace OpenCode.AI.Tools;

/// <summary>The caller's functions by the names of their tools.</summary>
internal sealed class HostedNames
{
    private readonly string _server;
    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal);

    /// <param name="server">The name of the MCP server.</param>
    /// <param name="functions">The functions.</param>
    public HostedNames(string server, IEnumerable<AIFunction> functions)
    {
        _server = server;
        foreach (var function in functions)
        {
            _functions[ToolOf(function)] = function.Name;
        }
    }

    /// <summary>The name that the model sees.</summary>
    public string ToolOf(AIFunction function) => $"{_server}_{FunctionNames.Sanitize(FunctionNames.Of(function))}";

    /// <summary>The name of the caller's function; that of the tool if it is another's.</summary>
    public string Of(string tool) => _functions.TryGetValue(tool, out var function) ? function : tool;
}
