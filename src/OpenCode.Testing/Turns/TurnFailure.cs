using System.Text.Json.Nodes;

namespace OpenCode.Testing.Turns;

/// <summary>Ends a turn with an error of the session.</summary>
internal sealed class TurnFailure(JsonObject error) : Exception(error.ToJsonString())
{
    public JsonObject Error { get; } = error;
}
