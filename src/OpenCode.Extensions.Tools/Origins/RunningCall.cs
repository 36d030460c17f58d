using System.Text.Json;

namespace OpenCode.Tools.Origins;

/// <summary>A call of this process that has not returned yet.</summary>
/// <param name="tool">The name of the tool as the server has it.</param>
/// <param name="arguments">The arguments.</param>
internal sealed class RunningCall(string tool, JsonElement arguments)
{
    /// <summary>The call of a session, once it is certain.</summary>
    public ToolCallOrigin? Origin { get; set; }

    public string Tool => tool;

    /// <summary>Whether nothing but time can tell one call from the other.</summary>
    public bool IsLike(RunningCall other) => tool == other.Tool && HasArguments(other.Arguments);

    /// <summary>Whether these are the arguments of the call. Equal JSON may be written differently.</summary>
    public bool HasArguments(JsonElement other) => JsonElement.DeepEquals(arguments, other);

    private JsonElement Arguments => arguments;
}
