using System.Text.Json;

namespace OpenCode;

/// <summary>What happens to a tool that the agent is about to run. The default value lets it run. Immutable.</summary>
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

    /// <summary>The tool runs as the model has called it.</summary>
    public static BeforeToolDecision Continue => default;

    /// <summary>The arguments that the tool gets; null if they stay.</summary>
    public JsonElement? Arguments { get; }

    /// <summary>Why the tool does not run; null if it runs.</summary>
    public string? Reason { get; }

    /// <summary>The tool runs with other arguments, which the server validates and shows instead of the model's.</summary>
    /// <param name="arguments">All arguments: a JSON object.</param>
    /// <exception cref="ArgumentException"><paramref name="arguments"/> is not an object.</exception>
    public static BeforeToolDecision Replace(JsonElement arguments) => arguments.ValueKind == JsonValueKind.Object
        ? new(arguments.Clone(), null)
        : throw new ArgumentException($"The arguments must be a JSON object, and are {arguments.ValueKind}.", nameof(arguments));

    /// <summary>The tool does not run. The agent goes on, and the model is told why.</summary>
    /// <param name="reason">What the model is told, as the error of the call.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static BeforeToolDecision Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(null, reason);
    }
}
