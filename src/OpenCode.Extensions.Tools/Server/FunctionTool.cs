using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenCode.Tools.Calls;
using OpenCode.Tools.Names;

namespace OpenCode.Tools.Server;

/// <summary>Represents a function as a tool of the MCP server.</summary>
internal sealed class FunctionTool : McpServerTool
{
    private readonly AIFunction _function;
    private readonly ToolRunner _runner;
    private readonly AsyncLocal<CancellationToken> _requestAborted;

    /// <param name="server">The name of the MCP server.</param>
    /// <param name="function">The function.</param>
    /// <param name="runner">Runs the function.</param>
    /// <param name="requestAborted">The token of the request that is being served.</param>
    /// <exception cref="ArgumentException">The name or the schema is invalid.</exception>
    public FunctionTool(string server, AIFunction function, ToolRunner runner, AsyncLocal<CancellationToken> requestAborted)
    {
        _function = function;
        _runner = runner;
        _requestAborted = requestAborted;
        FunctionName = FunctionNames.Of(function);
        FullName = ToolNames.Full(server, FunctionName, nameof(function));
        try
        {
            ProtocolTool = new Tool { Name = FunctionNames.Sanitize(FunctionName), Description = function.Description, InputSchema = WithoutBooleans(function.JsonSchema) };
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The function '{function.Name}' can't be a tool, because the schema of its arguments does not describe an object.", nameof(function), e);
        }
    }

    /// <summary>The name that the model sees.</summary>
    public string FullName { get; }

    /// <summary>The name of the function.</summary>
    public string FunctionName { get; }

    /// <summary>
    /// The position in the list. If the order of the tools doesn't change, the model's provider can cache them.
    /// </summary>
    public long Order { get; init; }

    public override Tool ProtocolTool { get; }

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        // When the agent aborts a call, the server sends a separate message. When the server disconnects, only the request is
        // aborted.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _requestAborted.Value);
        var server = request.Server;
        return await _runner.RunAsync(
            FullName,
            _function,
            request.Params?.Arguments,
            request.Params?.ProgressToken is { } token ? (progress, cancellation) => server.NotifyProgressAsync(token, progress, cancellationToken: cancellation) : null,
            ending.Token).ConfigureAwait(false);
    }

    /// <summary>
    /// Replaces Boolean schemas. A parameter of any type has the schema <c>true</c>, because of which the server would refuse all
    /// tools. See https://github.com/anomalyco/opencode/issues/49464.
    /// </summary>
    private static JsonElement WithoutBooleans(JsonElement schema) =>
        AIJsonUtilities.TransformSchema(schema, new AIJsonSchemaTransformOptions { ConvertBooleanSchemas = true });
}
