using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Tools.Calls;
using OpenCode.Tools.Origins;
using OpenCode.Tools.Registration;
using OpenCode.Tools.Server;

namespace OpenCode;

/// <summary>
/// Represents C# functions that the agent can call in one directory, until this object is disposed. They run in this process.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// An MCP server on the loopback address serves the functions. Therefore, the opencode server must run on the same machine. Only
/// the opencode server receives the address and the token.
/// </para>
/// <para>
/// If the opencode server loses the tools, because it was restarted or its configuration was changed, they are added again.
/// </para>
/// </remarks>
/// <example><code>
/// await using var tools = await client.AddToolsAsync("shop", [AIFunctionFactory.Create(GetOrder)]);
/// var turn = await client.Session.RunAsync(session.Id, "What is in order 17?");   // the model calls shop_GetOrder
/// </code></example>
public sealed class OpenCodeTools : IAsyncDisposable
{
    private readonly SemaphoreSlim _change = new(1);
    private readonly ToolSet _tools;
    private readonly ToolRunner _runner;
    private readonly LoopbackServer _host;
    private readonly McpRegistration _registration;
    private readonly ToolChanges _changes;

    private OpenCodeTools(ToolSet tools, ToolRunner runner, LoopbackServer host, McpRegistration registration, ToolChanges changes)
    {
        _tools = tools;
        _runner = runner;
        _host = host;
        _registration = registration;
        _changes = changes;
    }

    /// <summary>Gets the name of the tools, which is the prefix of all their names.</summary>
    public string Name => _registration.Name;

    /// <summary>
    /// Gets the names of the tools as the model and the permissions use them, for example <c>shop_GetOrder</c>, in the order in
    /// which they were added.
    /// </summary>
    public IReadOnlyList<string> Names => _tools.Names;

    /// <summary>Gets whether the server can call the tools, as far as is known.</summary>
    public OpenCodeToolsState State => _registration.State;

    /// <summary>Gets the address on which the tools are served, without the path. The path is as secret as the token.</summary>
    public Uri Address => _host.Address;

    internal static async Task<OpenCodeTools> StartAsync(
        OpenCodeClient client, string name, IEnumerable<AIFunction> functions, OpenCodeToolsOptions options, CancellationToken cancellationToken)
    {
        var server = new ServerGroups(client.Mcp);
        var requestAborted = new AsyncLocal<CancellationToken>();
        var reader = client.With(new() { Timeout = options.ConnectTimeout });
        var origins = new OriginFinder(() => SessionCalls.ReadAsync(reader), server.TimeProvider);
        var runner = new ToolRunner(options, origins, server.TimeProvider, server.Logger);
        LoopbackServer? host = null;
        try
        {
            var tools = new ToolSet((function, order) => new FunctionTool(name, function, runner, requestAborted) { Order = order });
            tools.Add(functions);
#pragma warning disable OPENCODEEXP001 // All versions that the SDK supports have this route.
            tools.Reserve(await client.Tool.IdsAsync(cancellationToken).ConfigureAwait(false));
#pragma warning restore OPENCODEEXP001
            host = await ToolHost.StartAsync(name, tools, options, requestAborted, server.Logger, server.TimeProvider, cancellationToken).ConfigureAwait(false);
            var config = new McpRemoteConfig
            {
                Url = host.Url.AbsoluteUri,
                Headers = new Dictionary<string, string> { ["Authorization"] = host.Authorization },
                OAuth = false,
                Timeout = options.ServerTimeout,
            };
            var registration = await McpRegistration.StartAsync(client, name, config, options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            return new OpenCodeTools(tools, runner, host, registration, new ToolChanges(tools, registration, options.ConnectTimeout, server.TimeProvider));
        }
        catch
        {
            await StopAsync(runner, host).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Adds a function while the tools are in use. Returns when the server has read the new list. The agent can use the function
    /// from its next step.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels waiting for the server. The function stays added.</param>
    /// <exception cref="ArgumentException">
    /// The function is null, its name or schema is invalid, or a tool with the same name exists.
    /// </exception>
    /// <exception cref="OpenCodeException">A request to reconnect failed.</exception>
    /// <exception cref="TimeoutException">
    /// The server didn't read the tools within <see cref="OpenCodeToolsOptions.ConnectTimeout"/>. The function stays added.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tools have been disposed.</exception>
    public Task AddAsync(AIFunction function, CancellationToken cancellationToken = default) => AddAsync([function], cancellationToken);

    /// <summary>Adds functions while the tools are in use. Either all are added or none.</summary>
    /// <inheritdoc cref="AddAsync(AIFunction, CancellationToken)" path="/exception"/>
    /// <param name="functions">The functions.</param>
    /// <param name="cancellationToken">Cancels waiting for the server. The functions stay added.</param>
    public Task AddAsync(IEnumerable<AIFunction> functions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        RequireUsable();
        return ChangeAsync(
            () =>
            {
                _tools.Add(functions);
                return true;
            },
            cancellationToken);
    }

    /// <summary>
    /// Removes a function while the tools are in use. Returns when the server has read the new list. Running calls continue.
    /// </summary>
    /// <param name="name">The name of the function, or the name that the model sees.</param>
    /// <param name="cancellationToken">Cancels waiting for the server. The function stays removed.</param>
    /// <returns>Whether the function existed.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="OpenCodeException">A request to reconnect failed.</exception>
    /// <exception cref="TimeoutException">
    /// The server didn't read the tools within <see cref="OpenCodeToolsOptions.ConnectTimeout"/>. The function stays removed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tools have been disposed.</exception>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireUsable();
        return ChangeAsync(() => _tools.Remove(name), cancellationToken);
    }

    /// <summary>
    /// Waits until the server is connected. If it isn't, for example because a user has disconnected the tools, they are added
    /// again. If the server is already connected, the call sends one request.
    /// </summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="OpenCodeToolsException">The server can't connect to the tools.</exception>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    /// <exception cref="TimeoutException">
    /// The server didn't connect within <see cref="OpenCodeToolsOptions.ConnectTimeout"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tools have been disposed.</exception>
    public Task EnsureConnectedAsync(CancellationToken cancellationToken = default) => _registration.EnsureConnectedAsync(cancellationToken);

    /// <summary>
    /// Creates a permission rule for all these tools, for example for one session. With <see cref="PermissionAction.Deny"/>, the
    /// model doesn't see them.
    /// </summary>
    /// <param name="action">The action when the agent is about to call one of the tools.</param>
    /// <returns>The rule. It covers all tools whose names start with <see cref="Name"/> and an underscore.</returns>
    /// <example><code>
    /// var session = await client.Session.CreateAsync(new() { Permission = [tools.ToPermissionRule(PermissionAction.Deny)] });
    /// </code></example>
    public PermissionRule ToPermissionRule(PermissionAction action) => _registration.ToPermissionRule(action);

    /// <summary>Removes the tools from the server, cancels running functions, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync().ConfigureAwait(false);
        await StopAsync(_runner, _host).ConfigureAwait(false);
    }

    /// <summary>Returns the name, the state, and the names of the tools. The text contains no secrets.</summary>
    public override string ToString() => $"{nameof(OpenCodeTools)} {{ Name = {Name}, State = {State}, Names = {string.Join(", ", Names)} }}";

    private static async Task StopAsync(ToolRunner runner, LoopbackServer? host)
    {
        await runner.DisposeAsync().ConfigureAwait(false);
        if (host is not null)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void RequireUsable() => ObjectDisposedException.ThrowIf(State == OpenCodeToolsState.Disposed, this);

    private async Task<bool> ChangeAsync(Func<bool> change, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!change())
            {
                return false;
            }

            await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _change.Release();
        }
    }
}
