using System.Text.Json;

namespace OpenCode;

/// <summary>
/// Represents the decision about a tool call that the agent is about to make. The default value lets the tool run. Immutable.
/// </summary>
/// <example><code>
/// BeforeTool = (call, _) => Task.FromResult(call.Tool == "webfetch" ? BeforeToolDecision.Refuse("There is no internet here.") : BeforeToolDecision.Continue)
/// </code></example>
public readonly record struct BeforeToolDecision
{
    private BeforeToolDecision(JsonElement? arguments, string? reason)
    {
        Arguments = arguments;
        Reason = reason;
    }

    /// <summary>Gets the decision that runs the tool with the arguments from the model.</summary>
    public static BeforeToolDecision Continue => default;

    /// <summary>Gets the new arguments; null if the arguments are kept.</summary>
    public JsonElement? Arguments { get; }

    /// <summary>Gets the reason why the tool doesn't run; null if it runs.</summary>
    public string? Reason { get; }

    /// <summary>
    /// Runs the tool with other arguments. The server validates them, and shows them instead of the arguments from the model.
    /// </summary>
    /// <param name="arguments">All arguments, as a JSON object.</param>
    /// <exception cref="ArgumentException"><paramref name="arguments"/> isn't an object.</exception>
    public static BeforeToolDecision Replace(JsonElement arguments) => arguments.ValueKind == JsonValueKind.Object
        ? new(arguments.Clone(), null)
        : throw new ArgumentException($"The arguments must be a JSON object, but they are {arguments.ValueKind}.", nameof(arguments));

    /// <summary>Prevents the tool from running. The agent continues, and the model receives the reason.</summary>
    /// <param name="reason">The text that the model receives as the error of the call.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static BeforeToolDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, reason);
    }
}
