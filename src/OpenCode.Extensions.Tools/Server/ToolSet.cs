using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace OpenCode.Tools.Server;

/// <summary>Represents the tools of an MCP server, which can change at any time. Thread-safe.</summary>
/// <param name="create">Creates a tool from a function and its position in the list.</param>
internal sealed class ToolSet(Func<AIFunction, long, FunctionTool> create)
{
    private readonly Lock _gate = new();
    private readonly ToolCollection _tools = [];
    private HashSet<string> _reserved = [];
    private long _order;
    private long _version;
    private long _served = -1;

    /// <summary>The tools for the MCP server, which notifies its clients of changes.</summary>
    public McpServerPrimitiveCollection<McpServerTool> Tools => _tools;

    /// <summary>The version, which is the number of changes of the tools.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The version that a client has read last.</summary>
    public long ServedVersion => Interlocked.Read(ref _served);

    /// <summary>The names that the model sees.</summary>
    public IReadOnlyList<string> Names => [.. _tools.OfType<FunctionTool>().OrderBy(tool => tool.Order).Select(tool => tool.FullName)];

    /// <summary>Adds either all functions or none.</summary>
    /// <exception cref="ArgumentException">A name or schema is invalid, or a name already exists.</exception>
    public void Add(IEnumerable<AIFunction> functions)
    {
        lock (_gate)
        {
            var added = functions.Select(function => create(function ?? throw new ArgumentException("A function is null.", nameof(functions)), ++_order)).ToList();
            var names = _tools.OfType<FunctionTool>().ToDictionary(tool => tool.FullName, tool => tool.FunctionName);
            foreach (var tool in added)
            {
                if (!names.TryAdd(tool.FullName, tool.FunctionName))
                {
                    throw new ArgumentException($"The functions '{names[tool.FullName]}' and '{tool.FunctionName}' would both be the tool '{tool.FullName}'. Use different names.", nameof(functions));
                }

                RequireFree(tool);
            }

            Change(() => added.ForEach(_tools.Add));
        }
    }

    /// <summary>Reserves the names of the server's own tools.</summary>
    /// <exception cref="ArgumentException">A tool has a reserved name.</exception>
    public void Reserve(IEnumerable<string> names)
    {
        lock (_gate)
        {
            _reserved = names.ToHashSet(StringComparer.Ordinal);
            foreach (var tool in _tools.OfType<FunctionTool>())
            {
                RequireFree(tool);
            }
        }
    }

    /// <summary>Removes a function by its own name or by the name that the model sees.</summary>
    /// <returns>Whether the function existed.</returns>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            var tool = _tools.OfType<FunctionTool>().FirstOrDefault(tool => tool.FunctionName == name) ?? _tools.OfType<FunctionTool>().FirstOrDefault(tool => tool.FullName == name);
            if (tool is null)
            {
                return false;
            }

            Change(() => _tools.Remove(tool));
            return true;
        }
    }

    /// <summary>
    /// Notifies the clients again that the tools have changed. A client that wasn't listening has missed the first notification.
    /// </summary>
    public void Announce() => _tools.Announce();

    /// <summary>Serves the tools in the order in which they were added.</summary>
    public McpRequestHandler<ListToolsRequestParams, ListToolsResult> Serve(McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) => async (request, cancellationToken) =>
    {
        var version = Version;
        var result = await next(request, cancellationToken).ConfigureAwait(false);
        var orders = _tools.OfType<FunctionTool>().ToDictionary(tool => tool.ProtocolTool.Name, tool => tool.Order);
        result.Tools = [.. result.Tools.OrderBy(tool => orders.GetValueOrDefault(tool.Name, long.MaxValue))];
        Interlocked.Exchange(ref _served, version);
        return result;
    };

    private void RequireFree(FunctionTool function)
    {
        if (_reserved.Contains(function.FullName))
        {
            throw new ArgumentException($"The server has its own tool '{function.FullName}', which the function '{function.FunctionName}' would replace. Use another name.", nameof(function));
        }
    }

    private void Change(Action change)
    {
        // The clients may request the tools as soon as they are notified.
        using var _ = _tools.DeferChangedEvents();
        change();
        Interlocked.Increment(ref _version);
    }
}
