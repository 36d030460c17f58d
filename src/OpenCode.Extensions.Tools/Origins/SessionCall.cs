using System.Text.Json;

namespace OpenCode.Tools.Origins;

/// <summary>Represents a tool call of a session that the server hasn't finished.</summary>
/// <param name="Origin">The call.</param>
/// <param name="Tool">The name of the tool.</param>
/// <param name="Input">The arguments; null while the model is writing them.</param>
internal sealed record SessionCall(ToolCallOrigin Origin, string Tool, JsonElement? Input);
