using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Tools.Names;
using OpenCode.Tools.Registration;

namespace OpenCode;

/// <summary>Gives the agent tools at run time.</summary>
public static class OpenCodeToolsClientExtensions
{
    private static readonly TimeSpan s_defaultConnectTimeout = new OpenCodeToolsOptions().ConnectTimeout;

    /// <summary>
    /// Lets the agent call C# functions, in the directory that the client works in, and returns when the server is connected.
    /// <para><c>POST /mcp</c></para>
    /// </summary>
    /// <param name="client">The client, or a view of it such as <c>client.In(directory)</c>.</param>
    /// <param name="name">
    /// The name of the tools: ASCII letters, digits, '_', and '-'. It must be unique in the directory: an MCP server of this name that was
    /// added at run time is replaced. The model sees a function as <c>name_function</c>, in which other characters are replaced with '_'.
    /// </param>
    /// <param name="functions">The functions. Their names with the name of the tools can have up to 64 characters.</param>
    /// <param name="options">The options; null for the defaults. They are copied.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    /// <returns>The tools. Dispose them to take them away.</returns>
    /// <exception cref="ArgumentException">An argument is null, a name or schema is not valid, two functions have the same name, the server has a tool of this name itself, or an option is out of range.</exception>
    /// <exception cref="OpenCodeToolsException">The server can't connect to this process, or has an MCP server of this name in its configuration.</exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">The server did not connect within <see cref="OpenCodeToolsOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    /// <example><code>
    /// await using var tools = await client.AddToolsAsync("shop", [AIFunctionFactory.Create(GetOrder), AIFunctionFactory.Create(CancelOrder)]);
    /// </code></example>
    public static Task<OpenCodeTools> AddToolsAsync(
        this OpenCodeClient client, string name, IEnumerable<AIFunction> functions, OpenCodeToolsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ToolNames.RequireServerName(name, nameof(name));
        ArgumentNullException.ThrowIfNull(functions);
        var copy = options is null ? new OpenCodeToolsOptions() : options with { };
        copy.Validate();
        return OpenCodeTools.StartAsync(client, name, functions, copy, cancellationToken);
    }

    /// <summary>
    /// Lets the agent use your own MCP server in the directory that the client works in, and returns when the server is connected to it.
    /// <para><c>POST /mcp</c></para>
    /// </summary>
    /// <param name="client">The client, or a view of it such as <c>client.In(directory)</c>.</param>
    /// <param name="name">The name: ASCII letters, digits, '_', and '-'. It must be unique in the directory: an MCP server of this name that was added at run time is replaced.</param>
    /// <param name="config">An <see cref="McpRemoteConfig"/> with a URL and headers, or an <see cref="McpLocalConfig"/> with a command. Set its <c>OAuth</c> to false if the MCP server has no OAuth, which saves the server a request.</param>
    /// <param name="connectTimeout">How long connecting may take; 30 seconds by default.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    /// <returns>The MCP server as it is registered. Dispose it to take it away.</returns>
    /// <exception cref="ArgumentException">An argument is null, the name is not valid, or the timeout is not positive.</exception>
    /// <exception cref="OpenCodeToolsException">The server can't connect to the MCP server, or has one of this name in its configuration.</exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">The server did not connect in time.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    public static async Task<OpenCodeMcpServer> AddMcpServerAsync(
        this OpenCodeClient client, string name, McpServerConfig config, TimeSpan? connectTimeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ToolNames.RequireServerName(name, nameof(name));
        ArgumentNullException.ThrowIfNull(config);
        var timeout = connectTimeout ?? s_defaultConnectTimeout;
        new OpenCodeToolsOptions { ConnectTimeout = timeout }.Validate();
        return new OpenCodeMcpServer(await McpRegistration.StartAsync(client, name, config, timeout, cancellationToken).ConfigureAwait(false));
    }
}
