using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Tools.Calls;

namespace OpenCode;

/// <summary>
/// Describes the call for which a function runs. A function gets it from its <see cref="AIFunctionArguments"/>, from its
/// services, or as a parameter (see <see cref="Bind"/>). Thread-safe.
/// </summary>
/// <example><code>
/// async Task&lt;string&gt; ImportAsync(string file, ToolCallContext call, CancellationToken cancellationToken)
/// {
///     await call.ReportProgressAsync(0.5, 1, "Half of it", cancellationToken);
///     var origin = await call.FindOriginAsync(cancellationToken);
///     return $"Imported for session {origin?.SessionId}";
/// }
///
/// AIFunctionFactory.Create(ImportAsync, new AIFunctionFactoryOptions { ConfigureParameterBinding = ToolCallContext.Bind });
/// </code></example>
public sealed class ToolCallContext
{
    private readonly Func<CancellationToken, Task<ToolCallOrigin?>> _findOrigin;
    private readonly ProgressSender _progress;

    internal ToolCallContext(string toolName, JsonElement arguments, ProgressSender progress, Func<CancellationToken, Task<ToolCallOrigin?>> findOrigin)
    {
        ToolName = toolName;
        Arguments = arguments;
        _progress = progress;
        _findOrigin = findOrigin;
    }

    /// <summary>Gets the name of the tool as the model sees it, for example <c>shop_GetOrder</c>.</summary>
    public string ToolName { get; }

    /// <summary>Gets the arguments from the model, as a JSON object.</summary>
    public JsonElement Arguments { get; }

    /// <summary>Gets the call for which a function runs.</summary>
    /// <param name="arguments">The arguments of the function.</param>
    /// <returns>The call; null if the function isn't called by the agent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="arguments"/> is null.</exception>
    public static ToolCallContext? Get(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context is { } context && context.TryGetValue(typeof(ToolCallContext), out var call) ? call as ToolCallContext : null;
    }

    /// <summary>
    /// Passes the call to parameters of the type <see cref="ToolCallContext"/> and hides these parameters from the model. Use it
    /// as <see cref="AIFunctionFactoryOptions.ConfigureParameterBinding"/>.
    /// </summary>
    /// <param name="parameter">A parameter of the function.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameter"/> is null.</exception>
    public static AIFunctionFactoryOptions.ParameterBindingOptions Bind(ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.ParameterType != typeof(ToolCallContext) ? default : new()
        {
            ExcludeFromSchema = true,
            BindParameter = (_, arguments) => Get(arguments),
        };
    }

    /// <summary>Finds the session for which the function runs.</summary>
    /// <remarks>
    /// The server doesn't send the session to tools. Therefore, the call is compared with the running calls of all busy sessions
    /// of the directory. This takes one request for the busy sessions, one for the last messages of each of them, and one for
    /// permissions. Concurrent calls of this method share the requests. The result is stored. See
    /// https://github.com/anomalyco/opencode/issues/33035.
    /// </remarks>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>
    /// The call of the session; null if there isn't exactly one match, for example because two sessions call the same tool with
    /// the same arguments.
    /// </returns>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    public Task<ToolCallOrigin?> FindOriginAsync(CancellationToken cancellationToken = default) => _findOrigin(cancellationToken);

    /// <summary>
    /// Reports progress, which also serves as a heartbeat. Current servers don't show progress to users; other MCP clients do.
    /// After the function has returned, the method does nothing. See https://github.com/anomalyco/opencode/issues/26328.
    /// </summary>
    /// <param name="progress">
    /// The amount of completed work. Progress must increase: if the value isn't greater than the previous one, a slightly greater
    /// value is sent.
    /// </param>
    /// <param name="total">The total amount of work; null if it is unknown.</param>
    /// <param name="message">A description of the progress; null for none.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number isn't finite.</exception>
    public Task ReportProgressAsync(double progress, double? total = null, string? message = null, CancellationToken cancellationToken = default)
    {
        if (!float.IsFinite((float)progress))
        {
            throw new ArgumentOutOfRangeException(nameof(progress), progress, "The progress must be a finite number.");
        }

        if (total is { } all && !float.IsFinite((float)all))
        {
            throw new ArgumentOutOfRangeException(nameof(total), total, "The total must be a finite number.");
        }

        return _progress.SendAsync(progress, total, message, cancellationToken);
    }
}
