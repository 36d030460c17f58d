using System.Text.Json;

namespace OpenCode.Tools.Origins;

/// <summary>Represents a call of this process that hasn't returned yet.</summary>
/// <param name="tool">The name of the tool on the server.</param>
/// <param name="arguments">The arguments.</param>
internal sealed class RunningCall(string tool, JsonElement arguments)
{
    /// <summary>The call of a session; null until it is certain.</summary>
    public ToolCallOrigin? Origin { get; set; }

    public string Tool => tool;

    /// <summary>Returns whether another call has the same tool and arguments, so that the two can't be distinguished.</summary>
    public bool IsLike(RunningCall other) => tool == other.Tool && HasArguments(other.Arguments);

    /// <summary>Returns whether the arguments are equal. Equal JSON can have different text.</summary>
    public bool HasArguments(JsonElement other) => JsonElement.DeepEquals(arguments, other);

    private JsonElement Arguments => arguments;
}
