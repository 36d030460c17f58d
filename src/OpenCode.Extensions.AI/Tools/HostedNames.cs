using Microsoft.Extensions.AI;
using OpenCode.Tools.Names;

namespace OpenCode.AI.Tools;

/// <summary>Maps the names of tools to the caller's functions.</summary>
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

    /// <summary>Returns the name that the model sees.</summary>
    public string ToolOf(AIFunction function) => $"{_server}_{FunctionNames.Sanitize(FunctionNames.Of(function))}";

    /// <summary>
    /// Returns the name of the caller's function, or the name of the tool if it isn't a function of the caller.
    /// </summary>
    public string Of(string tool) => _functions.TryGetValue(tool, out var function) ? function : tool;
}
