using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Tools.Calls;

namespace OpenCode;

/// <summary>
/// The call that a function runs for. A function gets it from its <see cref="AIFunctionArguments"/>, from its services, or as a parameter
/// (see <see cref="Bind"/>). Thread-safe.
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

    /// <summary>The name of the tool as the model sees it, for example <c>shop_GetOrder</c>.</summary>
    public string ToolName { get; }

    /// <summary>The arguments as the model wrote them: a JSON object.</summary>
    public JsonElement Arguments { get; }

    /// <summary>Gets the call that a function runs for.</summary>
    /// <param name="arguments">The arguments of the function.</param>
    /// <returns>The call; null if something else than the agent calls the function.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="arguments"/> is null.</exception>
    public static ToolCallContext? Get(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context is { } context && context.TryGetValue(typeof(ToolCallContext), out var call) ? call as ToolCallContext : null;
    }

    /// <summary>
    /// Passes the call to parameters of the type <see cref="ToolCallContext"/>, and hides them from the model. For
    /// <see cref="AIFunctionFactoryOptions.ConfigureParameterBinding"/>.
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

    /// <summary>
    /// Finds out for which session the function runs. The server does not say it, so the running calls of all sessions of the directory are
    /// compared with this one: a request for the list of busy sessions, and one for the last messages of each of them. Functions that call
    /// this at the same time share the requests. The result is kept.
    /// </summary>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The call of the session; null if it is not certain, for example because two sessions call the same tool with the same arguments.</returns>
    /// <exception cref="OpenCodeException">A request failed.</exception>
    public Task<ToolCallOrigin?> FindOriginAsync(CancellationToken cancellationToken = default) => _findOrigin(cancellationToken);

    /// <summary>
    /// Reports progress, which also is a sign of life. The server does not show it to users today; other MCP clients do. After the function
    /// has returned, this does nothing.
    /// </summary>
    /// <param name="progress">How much is done. A value that is not greater than the one before counts as slightly greater, because progress must increase.</param>
    /// <param name="total">How much there is to do; null if that is not known.</param>
    /// <param name="message">What is going on; null for no text.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
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
