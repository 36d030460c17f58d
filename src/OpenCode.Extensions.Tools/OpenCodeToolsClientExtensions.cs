using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Tools.Names;
using OpenCode.Tools.Registration;

namespace OpenCode;

/// <summary>Provides extension methods that give the agent tools at run time.</summary>
public static class OpenCodeToolsClientExtensions
{
    private static readonly TimeSpan s_defaultConnectTimeout = new OpenCodeToolsOptions().ConnectTimeout;

    /// <summary>
    /// Lets the agent call C# functions in the directory of the client. Returns when the server is connected.
    /// <para><c>POST /mcp</c></para>
    /// </summary>
    /// <param name="client">The client, or a view of it such as <c>client.In(directory)</c>.</param>
    /// <param name="name">
    /// The name of the tools, which consists of ASCII letters, digits, '_', and '-'. It must be unique in the directory, because
    /// an MCP server with the same name that was added at run time is replaced. The model sees a function as
    /// <c>name_function</c>. Other characters in the name of a function are replaced with '_'.
    /// </param>
    /// <param name="functions">The functions. Their names can have up to 64 characters, including the name of the tools.</param>
    /// <param name="options">The options; null for the defaults. They are copied.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    /// <returns>The tools. Dispose them to remove them from the server.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is null, a name or schema is invalid, two functions have the same name, a function has the name of one of the
    /// server's own tools, or an option is out of range.
    /// </exception>
    /// <exception cref="OpenCodeToolsException">
    /// The server can't connect to this process, or its configuration contains an MCP server with the same name.
    /// </exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">
    /// The server didn't connect within <see cref="OpenCodeToolsOptions.ConnectTimeout"/>.
    /// </exception>
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
    /// Lets the agent use your own MCP server in the directory of the client. Returns when the opencode server is connected to
    /// it. <para><c>POST /mcp</c></para>
    /// </summary>
    /// <param name="client">The client, or a view of it such as <c>client.In(directory)</c>.</param>
    /// <param name="name">
    /// The name, which consists of ASCII letters, digits, '_', and '-'. It must be unique in the directory, because an MCP server
    /// with the same name that was added at run time is replaced.
    /// </param>
    /// <param name="config">
    /// An <see cref="McpRemoteConfig"/> with a URL and headers, or an <see cref="McpLocalConfig"/> with a command. If a remote
    /// MCP server doesn't use OAuth, set <c>OAuth</c> to false, which saves the opencode server a request.
    /// </param>
    /// <param name="connectTimeout">The timeout for connecting; null for 30 seconds.</param>
    /// <param name="cancellationToken">Cancels adding.</param>
    /// <returns>The registration of the MCP server. Dispose it to remove the MCP server.</returns>
    /// <exception cref="ArgumentException">An argument is null, the name is invalid, or the timeout is out of range.</exception>
    /// <exception cref="OpenCodeToolsException">
    /// The server can't connect to the MCP server, or its configuration contains an MCP server with the same name.
    /// </exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">The server didn't connect within <paramref name="connectTimeout"/>.</exception>
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
